// The server's own settings, what starts and stops with it, and what it does at night.
import { defineServer } from 'vial'
import { openDatabase } from './notes/_data/open-database.server.ts'
import { readStatistics } from './notes/_data/statistics.server.ts'

export default defineServer({
  // A session ends after two weeks without a visit, and after three months in any case.
  session: { ttl: '14d', rolling: true, absolute: '90d' },

  async start(app) {
    app.locals.db = await openDatabase(app.env.DATABASE_URL)
    return () => app.locals.db.destroy()
  },

  tasks: {
    'count-notes': {
      cron: '0 3 * * *',
      async run(app) {
        app.log.info(await readStatistics(app.locals.db), 'The notes have been counted.')
      },
    },
  },
})
