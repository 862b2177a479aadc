// oidc(): login with an account of another service through OpenID Connect.
import type { ClientAuth, Configuration } from 'openid-client'
import { HttpError } from '../http/http-error.ts'
import { redirect } from '../http/redirect.ts'
import { sharePromise } from '../http/share-promise.ts'
import { href } from '../request/route/site-href.ts'
import type { AnyContext } from './any-context.ts'
import { returnPath, toOwnPath } from './return-path.ts'

/** The options of `oidc()`. */
export interface OidcOptions {
  /** Such as `https://accounts.google.com`. http is allowed only on localhost. */
  issuer: string
  clientId: string
  /** Omit it for public clients. */
  clientSecret?: string | undefined
  /** The scopes to request (default: `['openid', 'profile', 'email']`). */
  scopes?: readonly string[]
  /** The path of the route that calls `finish()`, without the site's base. Register its URL with the service. */
  redirectPath: string
  /** Whether to fetch claims that the ID token does not contain (default: false). */
  userInfo?: boolean
  /** More query parameters for the authorization request, such as `{ prompt: 'select_account' }`. */
  parameters?: Readonly<Record<string, string>>
}

/** The claims about a user (OpenID Connect Core, sections 2 and 5.1). Declared here, because `openid-client` is optional. */
export interface OidcClaims {
  readonly iss: string
  readonly sub: string
  readonly aud: string | string[]
  /** Seconds since 1970. */
  readonly iat: number
  /** Seconds since 1970. */
  readonly exp: number
  readonly name?: string
  readonly email?: string
  readonly email_verified?: boolean
  readonly [claim: string]: ClaimValue | undefined
}

type ClaimValue = string | number | boolean | null | ClaimValue[] | { [name in string]?: ClaimValue }

/** The result of a login. */
export interface OidcLogin {
  /** The claims about the user. Identify users by issuer and `sub`, because names and email addresses change hands. */
  claims: OidcClaims
  /** For requests to the service's APIs. */
  accessToken: string
  refreshToken: string | undefined
  idToken: string | undefined
  /** The path on this site that the visitor wanted to visit. */
  returnTo: string
}

/** A login through another service, as `oidc()` returns it. */
export interface Oidc {
  /**
   * Redirects the visitor to the service. Call it in a route that visitors reach by a link: the site's
   * Content-Security-Policy blocks forms that lead to another site.
   *
   * @param options `returnTo`: the path to return to afterwards (default: the result of `returnPath()`)
   */
  readonly start: (ctx: AnyContext, options?: { returnTo?: string }) => Promise<Response>
  /**
   * Completes the login when the service redirects the visitor back. Then call `login()` with the result.
   *
   * @throws HttpError 400 if the login did not start here within the last ten minutes, 403 if it was denied, 502 if the
   *   service does not respond
   */
  readonly finish: (ctx: AnyContext) => Promise<OidcLogin>
}

/** A login that has started, stored in the session. */
interface Pending {
  path: string
  state: string
  nonce: string
  verifier: string
  returnTo: string
  /** Seconds since 1970. */
  until: number
}

type Library = typeof import('openid-client')

/**
 * Creates the two steps of a login: the authorization code flow with PKCE, state and nonce.
 *
 * Requires the package `openid-client` and a session cookie that is not `sameSite: 'strict'`.
 *
 * @throws Error for invalid options
 */
export function oidc(options: OidcOptions): Oidc {
  const { scopes = ['openid', 'profile', 'email'], redirectPath } = options
  const issuer = toIssuerUrl(options)
  const discoverOnce = sharePromise(() => openConfiguration(options, issuer))
  // Load the library before the server listens. A login that needs it reports that it is missing.
  importLibrary().catch(() => {})

  return {
    async start(ctx, { returnTo } = {}) {
      const { library, configuration } = await discover(ctx)
      const pending: Pending = {
        path: redirectPath,
        state: library.randomState(),
        nonce: library.randomNonce(),
        verifier: library.randomPKCECodeVerifier(),
        returnTo: toOwnPath(returnTo) ?? returnPath(ctx),
        until: toSeconds(Date.now()) + maxSeconds,
      }
      ;(ctx.session as { oidc?: Pending }).oidc = pending
      const url = library.buildAuthorizationUrl(configuration, {
        ...options.parameters,
        redirect_uri: ctx.url.origin + href(redirectPath as never),
        scope: scopes.join(' '),
        state: pending.state,
        nonce: pending.nonce,
        code_challenge: await library.calculatePKCECodeChallenge(pending.verifier),
        code_challenge_method: 'S256',
      })
      return redirect(url.href, { external: true })
    },

    async finish(ctx) {
      const pending = takePending(ctx, redirectPath)
      const { library, configuration } = await discover(ctx)
      try {
        const tokens = await library.authorizationCodeGrant(configuration, ctx.url, {
          pkceCodeVerifier: pending.verifier,
          expectedState: pending.state,
          expectedNonce: pending.nonce,
          idTokenExpected: true,
        })
        const claims = tokens.claims()!
        const more = options.userInfo
          ? await library.fetchUserInfo(configuration, tokens.access_token, claims.sub)
          : {}
        return {
          claims: { ...more, ...claims },
          accessToken: tokens.access_token,
          refreshToken: tokens.refresh_token,
          idToken: tokens.id_token,
          returnTo: pending.returnTo,
        }
      } catch (error) {
        throw toVisitorError(ctx, error)
      }
    },
  }

  async function discover(ctx: AnyContext): Promise<{ library: Library; configuration: Configuration }> {
    try {
      return await discoverOnce()
    } catch (error) {
      throw toVisitorError(ctx, error)
    }
  }
}

/** How long a login may take (seconds). */
const maxSeconds = 600

function toIssuerUrl({ issuer, clientId, redirectPath }: OidcOptions): URL {
  if (!URL.canParse(issuer))
    throw new Error(`oidc(): the issuer "${issuer}" is not a URL. Use one that starts with https://.`)
  const url = new URL(issuer)
  if (url.protocol !== 'https:' && !isLocal(url)) {
    throw new Error(`oidc(): the issuer ${issuer} does not use https. Use https, except on localhost.`)
  }
  if (!clientId)
    throw new Error('oidc(): clientId is empty. Use the one that the service has assigned to the site.')
  if (!redirectPath.startsWith('/')) {
    throw new Error(`oidc(): redirectPath is "${redirectPath}". It must start with a slash.`)
  }
  return url
}

function isLocal({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
}

async function openConfiguration(
  { clientId, clientSecret }: OidcOptions,
  issuer: URL,
): Promise<{ library: Library; configuration: Configuration }> {
  const library = await importLibrary()
  // Verify the signature of the ID token. The standard makes this optional for tokens that come directly from the service.
  const execute = [library.enableNonRepudiationChecks]
  if (isLocal(issuer)) execute.push(library.allowInsecureRequests)
  const configuration = await library.discovery(
    issuer,
    clientId,
    {},
    clientSecret === undefined ? library.None() : createClientAuth(library, clientSecret),
    { timeout: 5, execute },
  )
  return { library, configuration }
}

async function importLibrary(): Promise<Library> {
  try {
    return await import('openid-client')
  } catch (error) {
    throw new Error('oidc(): openid-client is not installed. Run: npm install openid-client@^6', {
      cause: error,
    })
  }
}

/** Sends the secret in the way that the service supports. The default is the header (OpenID Connect Discovery, section 3). */
function createClientAuth(library: Library, secret: string): ClientAuth {
  const [post, basic] = [library.ClientSecretPost(secret), library.ClientSecretBasic(secret)]
  return (server, client, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
    const send = methods.includes('client_secret_basic') ? basic : post
    return send(server, client, body, headers)
  }
}

/** Takes the started login out of the session, because each one can be completed only once. */
function takePending(ctx: AnyContext, path: string): Pending {
  const session = ctx.session as { oidc?: Pending }
  const pending = session.oidc
  delete session.oidc
  if (pending?.path !== path || ctx.query.get('state') !== pending.state) {
    throw new HttpError(400, 'This login did not start here or is already complete. Please start again.')
  }
  if (toSeconds(Date.now()) >= pending.until) {
    throw new HttpError(400, 'This login took too long. Please start again.')
  }
  return pending
}

function toSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000)
}

function toVisitorError(ctx: AnyContext, error: unknown): unknown {
  const { code, error: reason } = error as { code?: unknown; error?: unknown }
  const isAnswer = typeof code === 'string' && code.startsWith('OAUTH_') && !unanswered.has(code)
  if (reason === 'access_denied') return new HttpError(403, 'The login was denied.', { cause: error })
  if (error instanceof Error && error.message.startsWith('oidc(): ')) return error
  if (!isAnswer || configurationErrors.has(String(reason))) {
    return new HttpError(502, 'The login service does not respond.', { cause: error })
  }
  ctx.log.warn({ err: error }, 'oidc(): a login was not accepted.')
  return new HttpError(400, 'This login was not accepted. Please start again.', { cause: error })
}

const unanswered: ReadonlySet<string> = new Set(['OAUTH_TIMEOUT', 'OAUTH_ABORT'])
/** Errors that only the site's configuration or the service can cause. */
const configurationErrors: ReadonlySet<string> = new Set([
  'invalid_client',
  'unauthorized_client',
  'server_error',
])
