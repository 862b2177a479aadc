// Who is logged in to the notes: everything of vial/auth that they use.
import { auth } from 'vial/auth'
import { findUser } from '../_data/users.server.ts'

export const { attemptLogin, currentUser, hasRole, loggedInUser, login, logout, requireRole, requireUser } =
  auth({
    load: (id, { app }) => findUser(app.locals.db, id),
    // Whoever runs the site names them, so no visitor can become one.
    roles: ({ name }, { env }) => (env.NOTES_ADMINS?.split(',').includes(name) ? ['admin'] : []),
    version: ({ version }) => version,
    loginPath: '/notes/login',
  })
