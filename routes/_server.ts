// The server's own settings, and what starts and stops with it.
import { defineServer } from 'vial'
import { openDatabase } from './notes/_data/open-database.server.ts'

export default defineServer({
  // A session ends after two weeks without a visit, and after three months in any case.
  session: { ttl: '14d', rolling: true, absolute: '90d' },

  async start(app) {
    app.locals.db = await openDatabase(app.env.DATABASE_URL)
    return () => app.locals.db.destroy()
  },
})
