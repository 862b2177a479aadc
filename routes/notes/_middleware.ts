// Protects the notes: every page needs a login, except for login, signup and logout.
import { type Middleware, type RouteId, href, redirect } from 'vial'
import { currentUser, requireUser } from './_account/accounts.ts'

const publicRoutes: ReadonlySet<string> = new Set<RouteId>(['/notes/login', '/notes/signup', '/notes/logout'])

const formRoutes: ReadonlySet<string> = new Set<RouteId>(['/notes/new', '/notes/[id=int]'])

const guard: Middleware = async (ctx, next) => {
  // An unmatched URL needs no login, because it only returns a 404.
  if (ctx.route === '' || publicRoutes.has(ctx.route)) return next()
  // Notes stand beside text that an attacker can choose, such as a search: their compressed length could give them away.
  ctx.headers.set('cache-control', 'private, no-store, no-transform')
  const isForm = ctx.request.method === 'POST' && formRoutes.has(ctx.route)
  if (!isForm || (await currentUser(ctx))) return requireUser(ctx, next)
  // The login has ended while the visitor was writing. With 307, the browser sends the note to the login page.
  return redirect(href('/notes/login', {}, { query: { next: ctx.url.pathname } }), 307)
}

export default guard
