// The server's settings, its start and stop functions, and its scheduled tasks.
import { defineServer } from 'vial'
import { openGuestBook } from './examples/_guest-book/open-guest-book.server.ts'
import { openDatabase } from './notes/_data/open-database.server.ts'
import { readStatistics } from './notes/_data/statistics.server.ts'

export default defineServer({
  // A session expires after two weeks without a visit, and after three months at the latest.
  session: { ttl: '14d', rolling: true, absolute: '90d' },
  // 'all' includes pages with the visitor's theme. Only the notes show secrets, and their middleware forbids compressing them.
  compress: 'all',

  async start(app) {
    app.locals.db = await openDatabase(app.env.DATABASE_URL)
    app.locals.guestBook = await openGuestBook({
      url: app.env.MONGODB_URL,
      folder: app.env.GUEST_BOOK_FOLDER,
    })
    return async () => {
      await app.locals.guestBook.close()
      await app.locals.db.destroy()
    }
  },

  tasks: {
    'count-notes': {
      cron: '0 3 * * *',
      async run(app) {
        app.log.info(await readStatistics(app.locals.db), 'Counted the notes.')
      },
    },
  },
})
