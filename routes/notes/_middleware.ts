// Who may go on? Runs for every request to the notes.
import type { Middleware, RouteId } from 'vial'
import { requireUser } from './_account/accounts.ts'

const publicRoutes: ReadonlySet<string> = new Set<RouteId>(['/notes/login', '/notes/signup', '/notes/logout'])

const guard: Middleware = (ctx, next) =>
  // Behind an address without a route there is nothing to guard: it becomes a 404.
  ctx.route === '' || publicRoutes.has(ctx.route) ? next() : requireUser(ctx, next)

export default guard
