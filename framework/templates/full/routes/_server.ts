// Opens the database when the site starts, and closes it when the site stops.
import { defineServer } from 'vial'
import { openDatabase } from './_data/open-database.server.ts'

export default defineServer({
  async start(app) {
    app.locals.db = await openDatabase(app.env.DATABASE_FILE ?? '.data/site.db')
    return () => app.locals.db.destroy()
  },
})
