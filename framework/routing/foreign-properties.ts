// What properties of the context of other frameworks are called here.

/**
 * Says what to write instead of a property that only other frameworks' contexts have.
 *
 * @returns What is wrong and what to do, or `undefined` for other names
 */
export function describeForeignProperty(name: string): string | undefined {
  const advice = Object.hasOwn(remedies, name) ? remedies[name as keyof typeof remedies] : undefined
  return advice && `ctx has no ${name}. ${advice}`
}

const toReturn = 'Return the response or its data from the handler, and set ctx.status and ctx.headers.'
const toHeaders = 'Write ctx.headers.set(name, value).'
const toApp = 'What start() in routes/_server.ts has put into app.locals is in ctx.app.locals.'
const toLocals = 'Use ctx.locals.'
const toRequestHeaders = 'Write ctx.request.headers.get(name).'

const remedies = {
  body: 'Write await ctx.form() for a form, or await ctx.json() for JSON.',
  formData: 'Write await ctx.form().',
  text: 'Write await ctx.request.text(), or return the text.',
  html: 'Write return html(text) with html from vial.',
  req: 'Use ctx.request, ctx.url, ctx.params and ctx.query.',
  res: toReturn,
  response: toReturn,
  send: toReturn,
  render: 'Export a component as default, and return its data from loader.',
  redirect: "Write return redirect('/path') with redirect from vial.",
  error: 'Write throw new HttpError(404, message) with HttpError from vial.',
  db: toApp,
  database: toApp,
  prisma: toApp,
  state: toLocals,
  g: toLocals,
  get: toRequestHeaders,
  header: toRequestHeaders,
  set: toHeaders,
  setHeader: toHeaders,
  setHeaders: toHeaders,
  cookie: 'Write ctx.cookies.get(name) or ctx.cookies.set(name, value).',
  method: 'Write ctx.request.method.',
  path: 'Write ctx.url.pathname.',
  pathname: 'Write ctx.url.pathname.',
  searchParams: 'Write ctx.query.',
  args: 'Write ctx.query.',
  ip: 'Write ctx.clientAddress.',
  platform: 'Write ctx.env.',
  next: 'It is the second parameter of middleware: (ctx, next) => next().',
  fetch: 'Call fetch(new URL(path, ctx.url)), or the function that the route calls.',
  depends: 'Remove it: loaders run for every request.',
  nextUrl: 'Write ctx.url.',
  context: 'Use ctx.locals for values of this request, and ctx.env for the environment.',
  event: 'The context itself has request, params and url.',
  param: 'Write ctx.params.name.',
  throw: 'Write throw new HttpError(404, message) with HttpError from vial.',
  notFound: 'Write notFound() with notFound from vial.',
  waitUntil: 'Write ctx.after(async () => { … }).',
  executionCtx: 'Write ctx.after(async () => { … }).',
  getClientAddress: 'Write ctx.clientAddress.',
  parent: 'A layout and its pages load their data in parallel. Call the function that both need.',
} as const
