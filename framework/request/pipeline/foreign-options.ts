// What options of the servers of other frameworks are called here.

const toMiddleware =
  'Export it as default from routes/_middleware.ts, or write extensions: [{ name, middleware }].'
const toStop = 'Return the function that stops the site from start.'
const toTtl = 'Write session: { ttl: … }, in seconds or as in 14d.'
const toSecret = 'Set SESSION_SECRET in the environment.'

/** The remedies by the name of the option, with what it is in: `session.` or `session.cookie.`. */
export const foreignOptions: Readonly<Record<string, string>> = {
  middleware: toMiddleware,
  middlewares: toMiddleware,
  use: toMiddleware,
  handle: toMiddleware,
  hooks: toMiddleware,
  plugins: 'Write extensions: […].',
  cors: 'Write extensions: [cors({ origins: […] })] with cors from vial/server.',
  rateLimit: 'Write extensions: [rateLimit({ … })] with rateLimit from vial/server.',
  stop: toStop,
  close: toStop,
  shutdown: toStop,
  onStop: toStop,
  onStart: 'Write start(app).',
  locals: 'Set properties of app.locals in start(app).',
  headers: 'Write securityHeaders, or set ctx.headers in routes/_middleware.ts.',
  commands: 'Write a file in routes/_commands/ for each command.',
  bodyLimit: 'Set BODY_SIZE_LIMIT in the environment, or config.bodyLimit in a route.',
  port: 'Set PORT in the environment.',
  host: 'Set HOST in the environment.',
  base: 'Set it in vite.config.ts.',
  trailingSlash: 'Write vial({ trailingSlash }) in vite.config.ts.',
  secret: toSecret,
  'session.secret': toSecret,
  'session.password': toSecret,
  'session.maxAge': toTtl,
  'session.cookie.maxAge': toTtl,
  'session.cookie.expires': toTtl,
  'session.cookie.httpOnly': 'Remove it: the cookie always has it.',
}
