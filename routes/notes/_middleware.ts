// Who is it, and may they go on? Runs for every request to the notes.
import { HttpError, type Middleware, type RouteId, href, redirect } from 'vial'
import { findUser } from './_data/users.server.ts'

const publicRoutes: ReadonlySet<string> = new Set<RouteId>(['/notes/login', '/notes/signup', '/notes/logout'])

const loadUser: Middleware = async ({ app, locals, session }, next) => {
  const user = session.userId === undefined ? undefined : await findUser(app.locals.db, session.userId)
  if (user) locals.user = user
  return next()
}

const guard: Middleware = ({ locals, route, url }, next) => {
  // Behind an address without a route there is nothing to guard: it becomes a 404.
  if (locals.user || route === '' || publicRoutes.has(route)) return next()
  if (route.startsWith('/notes/api/')) throw new HttpError(401, 'Log in at /notes/login first.')
  const path = url.pathname + url.search
  return redirect(href('/notes/login', {}, { query: { next: path === href('/notes') ? undefined : path } }))
}

export default [loadUser, guard]
