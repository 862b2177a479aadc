// The user of a request behind the guard of notes/_middleware.ts.
import { type Context, HttpError } from 'vial'
import type { User } from '../_data/database.ts'

/**
 * Gives the user who is logged in.
 *
 * @throws HttpError 401 where the guard let a stranger through
 */
export function requireUser({ locals }: Pick<Context, 'locals'>): User {
  if (!locals.user) throw new HttpError(401, 'Log in to see this.')
  return locals.user
}
