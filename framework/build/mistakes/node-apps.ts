// Finds apps and middleware of Express and the like in the place of handlers and middleware of this framework.
import { exportAdvice } from '../../routing/foreign-exports.ts'
import { findImported } from './bindings.ts'
import type { Mistake, ParsedFile } from './source-file.ts'
import { type Node, unwrap } from '../parse-tree.ts'

/** Finds `export default app` with an app of Express, Hono or the like, and `export default cors()` of the package cors. */
export function findNodeApps({ kind, exports }: ParsedFile): Mistake[] {
  if (kind !== 'route' && kind !== 'middleware' && kind !== 'server') return []
  const listed = kind === 'route' ? exports.get('middleware') : undefined
  return [exports.get('default'), listed].flatMap(listItems).flatMap((node): Mistake[] => {
    const message = describe(node)
    return message === undefined ? [] : [{ level: 'error', node, message }]
  })
}

function listItems(value: Node | undefined): readonly Node[] {
  if (!value) return []
  return value.type === 'ArrayExpression'
    ? (value.elements as (Node | null)[]).flatMap((item) => item ?? [])
    : [value]
}

function describe(node: Node): string | undefined {
  const created = unwrap(node)
  if (created?.type !== 'CallExpression' && created?.type !== 'NewExpression') return undefined
  const imported = findImported(unwrap(created.callee as Node)!)
  if (!imported) return undefined
  const { source, imported: name } = imported
  const parts: Readonly<Record<string, string>> = source === 'express' ? expressParts : {}
  const advice = Object.hasOwn(parts, name) ? parts[name] : middlewares[source]
  if (advice !== undefined) {
    return `this is middleware of Express from ${source}, which expects (req, res, next) and gets (ctx, next). ${advice}`
  }
  if (!apps.has(source)) return undefined
  return `this is an app of ${source}, which nothing calls here. ${exportAdvice.methods} from each file in routes/. To use both, let the app call dist/server/handler.js.`
}

const apps = new Set([
  '@hapi/hapi',
  '@koa/router',
  'connect',
  'elysia',
  'express',
  'fastify',
  'h3',
  'hono',
  'itty-router',
  'koa',
  'polka',
  'restify',
  'router',
])

const toBody = 'Remove it, and write await ctx.form() or await ctx.json() in the handler.'
const toSession = 'Remove it, and use ctx.session.'
const toPublic = 'Remove it, and put the files into public/.'
const toLog = 'Remove it: every request is logged.'
const expressParts = { json: toBody, urlencoded: toBody, text: toBody, raw: toBody, static: toPublic }

const middlewares: Readonly<Record<string, string>> = {
  'body-parser': toBody,
  compression: 'Remove it: compress in _server.ts says which responses are compressed.',
  'cookie-parser': 'Remove it, and use ctx.cookies.',
  'cookie-session': toSession,
  cors: 'Write cors({ origins: […] }) with cors from vial/server.',
  csurf: 'Remove it: writes from other sites are refused.',
  'express-rate-limit': 'Write rateLimit({ … }) with rateLimit from vial/server.',
  'express-session': toSession,
  helmet: 'Remove it: security headers are sent, and securityHeaders and csp in _server.ts change them.',
  morgan: toLog,
  multer: 'Remove it, and read the files with ctx.uploads().',
  'pino-http': toLog,
  'serve-static': toPublic,
  sirv: toPublic,
}
