// The authentication functions of the notes, created with vial/auth.
import { auth } from 'vial/auth'
import { findUser } from '../_data/users.server.ts'

export const { attemptLogin, currentUser, hasRole, loggedInUser, login, logout, requireRole, requireUser } =
  auth({
    load: (id, { app }) => findUser(app.locals.db, id),
    // An environment variable names the admins, so that no visitor can become one.
    roles: ({ name }, { env }) => (env.NOTES_ADMINS?.split(',').includes(name) ? ['admin'] : []),
    version: ({ version }) => version,
    loginPath: '/notes/login',
  })
