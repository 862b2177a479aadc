// oidc(): logging in with an account of another service, by OpenID Connect.
import type { ClientAuth, Configuration, IDToken } from 'openid-client'
import { HttpError } from '../http/http-error.ts'
import { redirect } from '../http/redirect.ts'
import { href } from '../request/route/site-href.ts'
import type { AnyContext } from './any-context.ts'
import { returnPath, toOwnPath } from './return-path.ts'

export interface OidcOptions {
  /** Such as `https://accounts.google.com`; http for localhost only. */
  issuer: string
  clientId: string
  /** Missing for clients that have none. */
  clientSecret?: string | undefined
  /** What to ask for (default: `['openid', 'profile', 'email']`). */
  scopes?: readonly string[]
  /** The path of the route that calls `finish()`, without the site's base. The service must know its URL. */
  redirectPath: string
  /** Whether to ask for the claims that the service does not send with the login itself (default: false). */
  userInfo?: boolean
  /** More for the URL that the visitor is sent to, such as `{ prompt: 'select_account' }`. */
  parameters?: Readonly<Record<string, string>>
}

/** Who has logged in. */
export interface OidcLogin {
  /** What the service says of the user. Know users by issuer and `sub`: names and addresses change hands. */
  claims: IDToken
  /** For the service's own interfaces. */
  accessToken: string
  refreshToken: string | undefined
  idToken: string | undefined
  /** Where the visitor wanted to go: a path of this site. */
  returnTo: string
}

export interface Oidc {
  /**
   * Sends the visitor to the service. Link to it: a form that leads to another site is stopped by the site's policy.
   *
   * @param options `returnTo` is where to go on afterwards (default: what `returnPath()` finds)
   */
  readonly start: (ctx: AnyContext, options?: { returnTo?: string }) => Promise<Response>
  /**
   * Reads what the service has sent the visitor back with. Call `login()` with it.
   *
   * @throws HttpError 400 when this is no login that began here within ten minutes, 403 when it was refused there, 502
   *   when the service does not answer
   */
  readonly finish: (ctx: AnyContext) => Promise<OidcLogin>
}

/** A login on its way, kept in the session. */
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
 * Makes the two steps of logging in elsewhere: authorization code flow with PKCE, state and nonce.
 *
 * Needs `openid-client`, which the site installs, and a session cookie that is not `sameSite: 'strict'`.
 *
 * @throws Error for options that cannot be used
 */
export function oidc(options: OidcOptions): Oidc {
  const { scopes = ['openid', 'profile', 'email'], redirectPath } = options
  const issuer = toIssuerUrl(options)
  let discovering: Promise<{ library: Library; configuration: Configuration }> | undefined

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
      discovering ??= openConfiguration(options, issuer)
      return await discovering
    } catch (error) {
      // The next visitor tries again.
      discovering = undefined
      throw toVisitorError(ctx, error)
    }
  }
}

/** How long a visitor may take (seconds). */
const maxSeconds = 600

function toIssuerUrl({ issuer, clientId, redirectPath }: OidcOptions): URL {
  if (!URL.canParse(issuer)) throw new Error(`oidc: the issuer "${issuer}" is no URL. Write https://….`)
  const url = new URL(issuer)
  if (url.protocol !== 'https:' && !isLocal(url)) {
    throw new Error(`oidc: the issuer ${issuer} is not https. Only one on localhost may be http.`)
  }
  if (!clientId) throw new Error('oidc: clientId is empty. The service gives it to you.')
  if (!redirectPath.startsWith('/')) {
    throw new Error(`oidc: redirectPath is "${redirectPath}". Start it with a slash.`)
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
  // The signature is checked although the token comes from the service itself, which the standard leaves to the site.
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
    throw new Error('oidc: openid-client is not installed. Run: npm install openid-client@^6', {
      cause: error,
    })
  }
}

/** The service says how it wants the secret; one that says nothing means the header (OpenID Connect Discovery, section 3). */
function createClientAuth(library: Library, secret: string): ClientAuth {
  const [post, basic] = [library.ClientSecretPost(secret), library.ClientSecretBasic(secret)]
  return (server, client, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
    const send = methods.includes('client_secret_basic') ? basic : post
    return send(server, client, body, headers)
  }
}

/** Takes it out of the session: what the service sends is good for one attempt. */
function takePending(ctx: AnyContext, path: string): Pending {
  const session = ctx.session as { oidc?: Pending }
  const pending = session.oidc
  delete session.oidc
  if (pending?.path !== path || ctx.query.get('state') !== pending.state) {
    throw new HttpError(400, 'This login did not begin here, or has ended already. Begin again.')
  }
  if (toSeconds(Date.now()) >= pending.until) {
    throw new HttpError(400, 'This login took too long. Begin again.')
  }
  return pending
}

function toSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000)
}

function toVisitorError(ctx: AnyContext, error: unknown): unknown {
  const { code, error: reason } = error as { code?: unknown; error?: unknown }
  const isAnswer = typeof code === 'string' && code.startsWith('OAUTH_') && !silent.has(code)
  if (reason === 'access_denied') return new HttpError(403, 'The login was refused.', { cause: error })
  if (error instanceof Error && error.message.startsWith('oidc: ')) return error
  if (!isAnswer || ofOurs.has(String(reason))) {
    return new HttpError(502, 'The service to log in with does not answer.', { cause: error })
  }
  ctx.log.warn({ err: error }, 'oidc: a login that was not accepted.')
  return new HttpError(400, 'This login was not accepted. Begin again.', { cause: error })
}

const silent: ReadonlySet<string> = new Set(['OAUTH_TIMEOUT', 'OAUTH_ABORT'])
/** Errors that no visitor can cause. */
const ofOurs: ReadonlySet<string> = new Set(['invalid_client', 'unauthorized_client', 'server_error'])
