// Guards for programs, which send their secret with every request: bearer tokens and basic authentication.
import { HttpError } from '../http/http-error.ts'
import type { Context } from '../request/context/context.ts'
import type { Middleware } from '../request/pipeline/middleware.ts'
import type { AnyContext } from './any-context.ts'
import { type LookupResult, awaitLookup } from './lookup-result.ts'

/** A middleware that knows whom it let through. */
export type Guard<Identity> = Middleware & {
  /**
   * Gives whom the guard let through in this request.
   *
   * @throws Error where it has not run
   */
  of(ctx: AnyContext): Identity
}

export interface GuardOptions {
  /** What clients show to people who are asked for a password (default: `site`). */
  realm?: string
}

/**
 * Makes a guard that asks for `Authorization: Bearer …` (RFC 6750).
 *
 * @param verify Finds whom a token belongs to; `undefined`, `null` and `false` let nobody through: `(token) => clients.findByHash(hashApiToken(token))`
 */
export function requireBearer<Identity>(
  verify: (token: string, ctx: Context) => LookupResult<Identity>,
  options: GuardOptions = {},
): Guard<Identity> {
  const challenge = `Bearer realm="${toRealm(options)}"`
  return createGuard(async (ctx) => {
    const sent = readCredentials(ctx, 'bearer')
    // Nothing is wrong with a request that has just not been asked yet (RFC 6750, section 3.1).
    if (sent === undefined) throw createUnauthorizedError(challenge)
    const identity = /^[\w.~+/-]+=*$/.test(sent) ? await awaitLookup(verify(sent, ctx)) : undefined
    if (identity === undefined) throw createUnauthorizedError(`${challenge}, error="invalid_token"`)
    return identity
  })
}

/**
 * Makes a guard that asks for a name and a password with HTTP's basic authentication (RFC 7617).
 *
 * Limit it with `rateLimit()`: it is asked with every request.
 *
 * @param verify Finds whom they belong to; `undefined`, `null` and `false` let nobody through
 */
export function requireBasic<Identity>(
  verify: (name: string, password: string, ctx: Context) => LookupResult<Identity>,
  options: GuardOptions = {},
): Guard<Identity> {
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
        throw new Error(`${ctx.route || ctx.url.pathname}: the guard has not run. Add it to the middleware.`)
      }
      return entry.identity
    },
  })
}

/** Gives what follows the name of a scheme, which is written in any case (RFC 9110, section 11.1). */
function readCredentials({ request }: Context, scheme: string): string | undefined {
  const [, name, credentials] = /^(\S+) +(\S+)$/.exec(request.headers.get('authorization') ?? '') ?? []
  return name?.toLowerCase() === scheme ? credentials : undefined
}

function createUnauthorizedError(challenge: string): HttpError {
  return new HttpError(401, 'This needs valid credentials.', { headers: { 'www-authenticate': challenge } })
}

function toRealm({ realm = 'site' }: GuardOptions): string {
  if (/^[\w .:/-]+$/.test(realm)) return realm
  throw new Error(`realm: "${realm}" cannot stand in a header. Use letters, digits, spaces and . : / - only.`)
}
