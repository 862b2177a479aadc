// auth(): who is logged in, and who may go on.
import { HttpError } from '../http/http-error.ts'
import { parseLifetime } from '../http/lifetime.ts'
import { prefersJson } from '../http/negotiate.ts'
import { isSafeMethod } from '../http/origin.ts'
import { redirect } from '../http/redirect.ts'
import type { Extension } from '../request/pipeline/define-server.ts'
import type { Middleware } from '../request/pipeline/middleware.ts'
import { pathBelowBase } from '../routing/base-path.ts'
import type { Session } from '../session/session-object.ts'
import type { AnyContext } from './any-context.ts'
import { type AttemptOptions, type Attempts, createAttempts } from './attempts.ts'
import { type LookupResult, awaitLookup } from './lookup-result.ts'
import { returnName } from './return-path.ts'
import { hashApiToken } from './secret-text.ts'

/** What a user is known by: what the site's `Session` says of this property, else a text or a number. */
export type UserId<Key extends string = 'userId'> = Session extends {
  [Name in Key]: infer Id extends string | number
}
  ? Id
  : string | number

export interface AuthOptions<User, Key extends string = 'userId'> {
  /** Finds a user; `undefined`, `null` or `false` when there is none any more. Called at most once a request. */
  load(id: UserId<Key>, ctx: AnyContext): LookupResult<User>
  /** Lists the roles of a user, for `requireRole()` and `hasRole()`. */
  roles?(user: User, ctx: AnyContext): readonly string[]
  /**
   * Gives something that changes when all logins of a user should end, such as when the password was changed
   * (default: nothing does).
   */
  version?(user: User): string | number
  /** The property of the session that has the user's id; another one for other accounts (default: `userId`). */
  sessionKey?: Key
  /** The page to log in at, without the site's base (default: `/login`). */
  loginPath?: string
  /** How long a login without `remember` lasts (seconds, or `'12h'`; default: `'12h'`). */
  shortLogin?: number | string
  /** How often somebody may fail to log in (default: 5 times in 15 minutes). */
  attempts?: AttemptOptions
}

export interface LoginOptions {
  /** Whether it lasts as long as the session, rather than `shortLogin` (default: true). */
  remember?: boolean
}

export interface Auth<User, Key extends string = 'userId'> extends Extension {
  /**
   * Logs a user in, in a new session: what the old one held is gone.
   *
   * @throws Error when there is no such user
   */
  readonly login: (ctx: AnyContext, id: UserId<Key>, options?: LoginOptions) => Promise<User>
  /** Logs out: ends the session. */
  readonly logout: (ctx: AnyContext) => void
  /** Gives who is logged in, found once a request. */
  readonly currentUser: (ctx: AnyContext) => Promise<User | undefined>
  /**
   * Gives who is logged in.
   *
   * @throws HttpError 401 when nobody is
   */
  readonly loggedInUser: (ctx: AnyContext) => Promise<User>
  /** Lets users through; sends others from pages to the login, and answers 401 to programs. A middleware. */
  readonly requireUser: Middleware
  /** Makes a middleware that lets users with one of these roles through, and answers 403 to other users. */
  readonly requireRole: (...roles: string[]) => Middleware
  /** Tells whether somebody with one of these roles is logged in. */
  readonly hasRole: (ctx: AnyContext, ...roles: string[]) => Promise<boolean>
  /** Runs a check of a name and a password unless there were too many failures: see `Attempts`. */
  readonly attemptLogin: Attempts['attempt']
}

/** What a session says of a login besides the id, where there is something to say. */
interface Login {
  /** The hash of the user's version. */
  version?: string
  /** When it ends, if it is short (seconds since 1970). */
  until?: number
}

/**
 * Makes the functions that log users in and out and guard what is theirs.
 *
 * Sites call it once, in a file of their own: `export const { login, logout, currentUser, requireUser } = auth({ … })`.
 */
export function auth<User, Key extends string = 'userId'>(options: AuthOptions<User, Key>): Auth<User, Key> {
  const { load, roles, version, sessionKey = 'userId', loginPath = '/login' } = options
  const loginKey = `${sessionKey}:login`
  const shortSeconds = parseLifetime('auth.shortLogin', options.shortLogin ?? '12h')
  const attempts = createAttempts(options.attempts)
  const found = new WeakMap<AnyContext, Promise<User | undefined>>()
  if (!loginPath.startsWith('/')) {
    throw new Error(`auth: loginPath is "${loginPath}". Start it with a slash.`)
  }

  return {
    name: 'auth',
    start: (app) => attempts.start(app),
    attemptLogin: attempts.attempt,
    currentUser,
    loggedInUser,

    async login(ctx, id, { remember = true } = {}) {
      const user = await awaitLookup(load(id, ctx))
      if (user === undefined) throw new Error(`auth.login(): there is no user with the id ${String(id)}.`)
      ctx.session.regenerate()
      const session = ctx.session as object as Record<string, unknown>
      session[sessionKey] = id
      const details: Login = {
        ...(version && { version: toFingerprint(version(user)) }),
        ...(remember ? {} : { until: Math.floor(Date.now() / 1000) + shortSeconds }),
      }
      if (version || !remember) session[loginKey] = details
      // Whatever the route says of its pages: this answer is for one visitor.
      ctx.headers.set('cache-control', 'no-store')
      found.set(ctx, Promise.resolve(user))
      return user
    },

    logout(ctx) {
      ctx.session.destroy()
      ctx.headers.set('cache-control', 'no-store')
      found.set(ctx, Promise.resolve(undefined))
    },

    async requireUser(ctx, next) {
      if (isLoginPage(ctx)) return next()
      return (await currentUser(ctx)) === undefined ? answerAnonymous(ctx, loginPath) : next()
    },

    requireRole(...wanted) {
      assertRoles('requireRole()')
      return async (ctx, next) => {
        if (isLoginPage(ctx)) return next()
        if ((await currentUser(ctx)) === undefined) return answerAnonymous(ctx, loginPath)
        if (!(await hasRole(ctx, ...wanted))) throw new HttpError(403, 'You may not see this.')
        return next()
      }
    },

    hasRole,
  }

  async function hasRole(ctx: AnyContext, ...wanted: string[]): Promise<boolean> {
    assertRoles('hasRole()')
    const user = await currentUser(ctx)
    if (user === undefined) return false
    const own = roles!(user, ctx)
    return wanted.some((role) => own.includes(role))
  }

  function assertRoles(who: string): void {
    if (!roles) throw new Error(`auth: ${who} needs the option roles: (user) => user.roles.`)
  }

  function currentUser(ctx: AnyContext): Promise<User | undefined> {
    let user = found.get(ctx)
    if (!user) {
      user = findUser(ctx)
      found.set(ctx, user)
    }
    return user
  }

  async function findUser(ctx: AnyContext): Promise<User | undefined> {
    const session = ctx.session as object as Record<string, unknown>
    const id = session[sessionKey] as UserId<Key> | undefined | null
    if (id === undefined || id === null) return undefined
    const login = (session[loginKey] ?? {}) as Login
    if (login.until !== undefined && Date.now() >= login.until * 1000) return undefined
    const user = await awaitLookup(load(id, ctx))
    if (user === undefined || !version) return user
    return login.version === toFingerprint(version(user)) ? user : undefined
  }

  async function loggedInUser(ctx: AnyContext): Promise<User> {
    const user = await currentUser(ctx)
    if (user === undefined) throw createLoginError()
    return user
  }

  // It may lie in a folder that it guards.
  function isLoginPage({ app, url }: AnyContext): boolean {
    return withoutSlash(pathBelowBase(url.pathname, app.base) ?? '') === withoutSlash(loginPath)
  }
}

/** Only people can use a login page: 401 is the answer for programs. There is no scheme of HTTP's to name with it. */
function answerAnonymous(ctx: AnyContext, loginPath: string): Response {
  const { isEndpoint } = ctx
  const accept = ctx.request.headers.get('accept')
  // Browsers ask an endpoint for HTML when a form or a link leads there, and never when a script does.
  if (isEndpoint ? !accept?.includes('text/html') : prefersJson(accept)) throw createLoginError()
  // What takes forms only is no place to come back to.
  if (isEndpoint && !isSafeMethod(ctx.request.method)) return redirect(loginPath)
  // After a form, too: it brings the visitor to the page, and what was typed is lost either way.
  const path = ctx.url.pathname + ctx.url.search
  return redirect(`${loginPath}?${new URLSearchParams({ [returnName]: path })}`)
}

function withoutSlash(path: string): string {
  return path.replace(/(?<=.)\/$/, '')
}

function createLoginError(): HttpError {
  return new HttpError(401, 'Log in first.')
}

// It is in a sealed cookie: as much of it as tells one version from another.
function toFingerprint(version: string | number): string {
  return hashApiToken(String(version)).slice(0, 22)
}
