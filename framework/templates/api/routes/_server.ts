// Creates what all requests share when the API starts.
import { defineServer } from 'vial'
import { createNotes } from './_notes.ts'

export default defineServer({
  start(app) {
    app.locals.notes = createNotes()
  },
})
