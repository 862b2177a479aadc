// Guards for API clients, which send credentials with every request: bearer tokens and basic authentication.
import { HttpError } from '../http/http-error.ts'
import type { Context } from '../request/context/context.ts'
import type { Middleware } from '../request/pipeline/middleware.ts'
import type { AnyContext } from './any-context.ts'
import { type LookupResult, awaitLookup } from './lookup-result.ts'

/** A middleware that authenticates clients. */
export type Guard<Identity> = Middleware & {
  /**
   * Returns the identity of the client that the guard has authenticated in this request.
   *
   * @throws Error if the guard has not run
   */
  of(ctx: AnyContext): Identity
}

/** The options of `requireBasic()` and `requireBearer()`. */
export interface GuardOptions {
  /** The name that browsers show when they ask for a password (default: `site`). */
  realm?: string
}

/**
 * Creates a guard that requires `Authorization: Bearer …` (RFC 6750).
 *
 * @param verify Returns the owner of a token, or `undefined`, `null` or `false` to refuse it:
 *   `(token) => clients.findByHash(hashApiToken(token))`
 */
export function requireBearer<Identity>(
  verify: (token: string, ctx: Context) => LookupResult<Identity>,
  options: GuardOptions = {},
): Guard<Identity> {
  assertVerify('requireBearer', verify)
  const challenge = `Bearer realm="${toRealm(options)}"`
  return createGuard(async (ctx) => {
    const sent = readCredentials(ctx, 'bearer')
    // A request without credentials gets no error code (RFC 6750, section 3.1).
    if (sent === undefined) throw createUnauthorizedError(challenge)
    const identity = /^[\w.~+/-]+=*$/.test(sent) ? await awaitLookup(verify(sent, ctx)) : undefined
    if (identity === undefined) throw createUnauthorizedError(`${challenge}, error="invalid_token"`)
    return identity
  })
}

/**
 * Creates a guard that requires a name and a password by basic authentication (RFC 7617).
 *
 * Combine it with `rateLimit()`, because every request can try a password.
 *
 * @param verify Returns the owner of the credentials, or `undefined`, `null` or `false` to refuse them
 */
export function requireBasic<Identity>(
  verify: (name: string, password: string, ctx: Context) => LookupResult<Identity>,
  options: GuardOptions = {},
): Guard<Identity> {
  assertVerify('requireBasic', verify)
  const challenge = `Basic realm="${toRealm(options)}", charset="UTF-8"`
  return createGuard(async (ctx) => {
    const pair = Buffer.from(readCredentials(ctx, 'basic') ?? '', 'base64').toString('utf8')
    const colon = pair.indexOf(':')
    const identity =
      colon < 0 ? undefined : await awaitLookup(verify(pair.slice(0, colon), pair.slice(colon + 1), ctx))
    if (identity === undefined) throw createUnauthorizedError(challenge)
    return identity
  })
}

function createGuard<Identity>(identify: (ctx: Context) => Promise<Identity>): Guard<Identity> {
  const identities = new WeakMap<AnyContext, { identity: Identity }>()
  const guard: Middleware = async (ctx, next) => {
    identities.set(ctx, { identity: await identify(ctx) })
    return next()
  }
  return Object.assign(guard, {
    of(ctx: AnyContext): Identity {
      const entry = identities.get(ctx)
      if (!entry) {
        throw new Error(
          `${ctx.route || ctx.url.pathname}: the guard has not run. Add it to the middleware of this route.`,
        )
      }
      return entry.identity
    },
  })
}

/** Returns what follows the name of the scheme, which is case-insensitive (RFC 9110, section 11.1). */
function readCredentials({ request }: Context, scheme: string): string | undefined {
  const [, name, credentials] = /^(\S+) +(\S+)$/.exec(request.headers.get('authorization') ?? '') ?? []
  return name?.toLowerCase() === scheme ? credentials : undefined
}

function assertVerify(name: string, verify: unknown): void {
  if (typeof verify === 'function') return
  throw new TypeError(
    `${name}(): the first argument is not a function. Pass one that returns who sent the request.`,
  )
}

function createUnauthorizedError(challenge: string): HttpError {
  return new HttpError(401, 'Valid credentials are required.', { headers: { 'www-authenticate': challenge } })
}

function toRealm({ realm = 'site' }: GuardOptions): string {
  if (/^[\w .:/-]+$/.test(realm)) return realm
  throw new Error(
    `realm: "${realm}" cannot be sent in a header. Use only letters, digits, spaces and . : / -`,
  )
}
