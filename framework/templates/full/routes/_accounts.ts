// Connects logins with the users of the database.
import * as v from 'valibot'
import { auth } from 'vial/auth'
import { findUser } from './_data/users.server.ts'

export const { attemptLogin, currentUser, loggedInUser, login, logout, requireUser } = auth({
  load: (id, { app }) => findUser(app.locals.db, id),
  // A new password ends all logins of the user.
  version: (user) => user.password,
})

export const SignUpSchema = v.object({
  name: v.pipe(
    v.string(),
    v.trim(),
    v.toLowerCase(),
    v.regex(/^[a-z0-9-]{3,30}$/, 'Use 3 to 30 letters, digits or hyphens.'),
  ),
  password: v.pipe(
    v.string(),
    v.minLength(10, 'Use at least 10 characters.'),
    v.maxLength(200, 'Use at most 200 characters.'),
  ),
})

export const LoginSchema = v.object({
  name: v.pipe(v.string(), v.trim(), v.toLowerCase(), v.nonEmpty('Enter your name.')),
  password: v.pipe(
    v.string(),
    v.nonEmpty('Enter your password.'),
    v.maxLength(200, 'This password is too long.'),
  ),
})
