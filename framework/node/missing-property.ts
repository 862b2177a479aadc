// Describes a property that ctx does not have, with the one that was probably meant.
import { findNearMiss } from '../routing/near-miss.ts'

/**
 * Describes a property that code has read from a context.
 *
 * @param known The properties that a context has
 */
export function describeMissingProperty(name: string, known: readonly string[]): string {
  const what = `ctx.${name} does not exist, so it is undefined.`
  const instead = Object.hasOwn(foreign, name) ? foreign[name] : undefined
  if (instead !== undefined) return `${what} ${instead}`
  const near = findNearMiss(name, known)
  return near === undefined
    ? `${what} Keep your own values in ctx.locals.`
    : `${what} Did you mean ctx.${near}?`
}

/** Properties of other frameworks. */
const foreign: Readonly<Record<string, string>> = {
  req: 'The request is ctx.request.',
  res: 'Return a Response, an object or text, or use ctx.status and ctx.headers.',
  response: 'Return a Response, an object or text, or use ctx.status and ctx.headers.',
  body: 'Read the body with await ctx.form() or await ctx.json().',
  formData: 'Read the form with await ctx.form().',
  text: 'Read the body with await ctx.request.text(), or return the text.',
  html: 'Return html(…) of vial.',
  args: 'The query is ctx.query.',
  searchParams: 'The query is ctx.query.',
  method: 'It is ctx.request.method.',
  path: 'It is ctx.url.pathname.',
  pathname: 'It is ctx.url.pathname.',
  header: 'Headers of the request are in ctx.request.headers, and those of the response in ctx.headers.',
  cookie: 'Cookies are in ctx.cookies.',
  ip: 'It is ctx.clientAddress.',
  redirect: 'Write return redirect(path) with redirect of vial.',
  render: 'Export a component as default, and return its data from loader.',
  next: 'Middleware gets it as its second parameter: (ctx, next) => next().',
  state: 'Use ctx.locals.',
  g: 'Use ctx.locals.',
  set: 'Use ctx.headers.set(name, value).',
  get: 'Headers of the request are in ctx.request.headers.',
  setHeaders: 'Use ctx.headers.set(name, value).',
  fetch: 'Use the global fetch() with a whole URL.',
  platform: 'Environment variables are in ctx.env.',
}
