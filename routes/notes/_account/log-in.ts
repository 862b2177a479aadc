// Logging in: a new session for a known user.
import type { Context } from 'vial'
import type { User } from '../_data/database.ts'

/** Makes the visitor of this request a user; what an older session held is gone. */
export function logIn({ session }: Pick<Context, 'session'>, user: User): void {
  session.regenerate()
  session.userId = user.id
}
