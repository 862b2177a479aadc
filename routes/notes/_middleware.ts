// Protects the notes: every page needs a login, except for login, signup and logout.
import type { Middleware, RouteId } from 'vial'
import { requireUser } from './_account/accounts.ts'

const publicRoutes: ReadonlySet<string> = new Set<RouteId>(['/notes/login', '/notes/signup', '/notes/logout'])

const guard: Middleware = (ctx, next) =>
  // An unmatched URL needs no login, because it only returns a 404.
  ctx.route === '' || publicRoutes.has(ctx.route) ? next() : requireUser(ctx, next)

export default guard
