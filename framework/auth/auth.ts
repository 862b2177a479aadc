// auth(): login, logout, the current user, and guards for routes.
import { assertOptions } from '../http/assert-options.ts'
import { HttpError } from '../http/http-error.ts'
import { parseLifetime } from '../http/lifetime.ts'
import { prefersJson } from '../http/negotiate.ts'
import { isSafeMethod } from '../http/origin.ts'
import { redirect } from '../http/redirect.ts'
import { describeType } from '../http/value-type.ts'
import type { Extension } from '../request/pipeline/define-server.ts'
import type { Middleware } from '../request/pipeline/middleware.ts'
import { findActionName } from '../routing/action-rules.ts'
import { pathBelowBase } from '../routing/base-path.ts'
import type { Session } from '../session/session-object.ts'
import { type AnyContext, assertContext } from './any-context.ts'
import { assertRoles } from './assert-roles.ts'
import { type AttemptOptions, type Attempts, createAttempts } from './attempts.ts'
import { type LookupResult, awaitLookup } from './lookup-result.ts'
import { returnName } from './return-path.ts'
import { hashApiToken } from './secret-text.ts'

/** The type of a user's id: as declared for this property in the site's `Session`, else string or number. */
export type UserId<Key extends string = 'userId'> = Session extends {
  [Name in Key]: infer Id extends string | number
}
  ? Id
  : string | number

/** The options of `auth()`. */
export interface AuthOptions<User, Key extends string = 'userId'> {
  /** Loads a user. Return `undefined`, `null` or `false` if there is none. Called at most once per request. */
  load(id: UserId<Key>, ctx: AnyContext): LookupResult<User>
  /** Returns the roles of a user, for `requireRole()` and `hasRole()`. */
  roles?(user: User, ctx: AnyContext): readonly string[]
  /**
   * Returns a value that changes when all logins of a user must end, such as a counter of password changes
   * (default: logins end only when they expire or the user logs out).
   */
  version?(user: User): string | number
  /** The session property that holds the user's id. Use one for each kind of account (default: `userId`). */
  sessionKey?: Key
  /**
   * The path of the login page, or a function that returns it for a request, such as `href('/[lang]/login', …)` (default:
   * `/login`). The site's base may be left out.
   */
  loginPath?: string | ((ctx: AnyContext) => string)
  /** How long a login without `remember` lasts (seconds, or `'12h'`; default: `'12h'`). */
  shortLogin?: number | string
  /** How many failed logins to allow (default: 5 in 15 minutes). */
  attempts?: AttemptOptions
}

/** The options of one login. */
export interface LoginOptions {
  /** Whether the login lasts as long as the session rather than `shortLogin` (default: true). */
  remember?: boolean
}

/** The extension that `auth()` returns: login, logout, and guards for routes. */
export interface Auth<User, Key extends string = 'userId'> extends Extension {
  /**
   * Logs a user in. It starts a new session and drops the values of the old one.
   *
   * @throws Error if there is no such user
   */
  readonly login: (ctx: AnyContext, id: UserId<Key>, options?: LoginOptions) => Promise<User>
  /** Logs the user out by ending the session. */
  readonly logout: (ctx: AnyContext) => void
  /** Returns the user who is logged in. Loads the user once per request. */
  readonly currentUser: (ctx: AnyContext) => Promise<User | undefined>
  /**
   * Returns the user who is logged in.
   *
   * @throws HttpError 401 if the visitor is not logged in
   */
  readonly loggedInUser: (ctx: AnyContext) => Promise<User>
  /** A middleware for users only. Others are redirected from pages to the login page, and API clients get 401. */
  readonly requireUser: Middleware
  /** Creates a middleware for users with at least one of these roles. Other users get 403. */
  readonly requireRole: (...roles: string[]) => Middleware
  /** Tells whether the current user has at least one of these roles. */
  readonly hasRole: (ctx: AnyContext, ...roles: string[]) => Promise<boolean>
  /** Runs a check of a name and a password unless there have been too many failures: see `Attempts`. */
  readonly attemptLogin: Attempts['attempt']
}

const optionNames = {
  load: true,
  roles: true,
  version: true,
  sessionKey: true,
  loginPath: true,
  shortLogin: true,
  attempts: true,
} satisfies Record<keyof AuthOptions<unknown>, true>

/** What a session stores about a login besides the user's id. */
interface Login {
  /** The hash of the user's version. */
  version?: string
  /** When a short login ends (seconds since 1970). */
  until?: number
}

/**
 * Creates the functions that log users in and out and guard routes.
 *
 * Call it once, in a separate file: `export const { login, logout, currentUser, requireUser } = auth({ … })`.
 */
export function auth<User, Key extends string = 'userId'>(options: AuthOptions<User, Key>): Auth<User, Key> {
  assertOptions('auth()', options, optionNames)
  const { load, roles, version, sessionKey = 'userId', loginPath = '/login' } = options
  if (typeof load !== 'function') {
    throw new TypeError(
      'auth(): load is not a function. Write load: (id) => …, which returns the user with that id.',
    )
  }
  const loginKey = `${sessionKey}:login`
  const shortSeconds = parseLifetime('auth.shortLogin', options.shortLogin ?? '12h')
  const attempts = createAttempts(options.attempts)
  let hasWarned = false
  const users = new WeakMap<AnyContext, Promise<User | undefined>>()
  if (typeof loginPath === 'string') assertLoginPath(loginPath)

  return {
    name: 'auth',
    start: (app) => attempts.start(app),
    attemptLogin: attempts.attempt,
    currentUser,
    loggedInUser,

    async login(ctx, id, { remember = true } = {}) {
      assertContext('login(ctx, user.id)', ctx)
      if (typeof id !== 'string' && typeof id !== 'number') {
        throw new TypeError(`auth(): the id of login() is ${describeType(id)}. Write login(ctx, user.id).`)
      }
      const user = await awaitLookup(load(id, ctx))
      if (user === undefined)
        throw new Error(
          `auth.login(): load() found no user with the id ${String(id)}. Pass the id of an existing user.`,
        )
      ctx.session.regenerate()
      const session = ctx.session as object as Record<string, unknown>
      session[sessionKey] = id
      const details: Login = {
        ...(version && { version: toFingerprint(version(user)) }),
        ...(remember ? {} : { until: Math.floor(Date.now() / 1000) + shortSeconds }),
      }
      if (version || !remember) session[loginKey] = details
      // Even if the route allows caching, this response is for one visitor.
      ctx.headers.set('cache-control', 'no-store')
      users.set(ctx, Promise.resolve(user))
      return user
    },

    logout(ctx) {
      assertContext('logout(ctx)', ctx)
      ctx.session.destroy()
      ctx.headers.set('cache-control', 'no-store')
      users.set(ctx, Promise.resolve(undefined))
    },

    // Not async, so that a call in the place of the function fails where it is written.
    requireUser(ctx, next) {
      assertContext('middleware = [requireUser], without a call', ctx)
      return letUserIn(ctx, next)
    },

    requireRole(...wanted) {
      assertRoles('requireRole()', roles, wanted)
      return async (ctx, next) => {
        if (isLoginPage(ctx)) return next()
        if ((await currentUser(ctx)) === undefined) return answerAnonymous(ctx, loginPathFor(ctx))
        if (!(await hasRole(ctx, ...wanted))) throw new HttpError(403, 'You may not see this.')
        return next()
      }
    },

    hasRole,
  }

  async function letUserIn(ctx: AnyContext, next: Parameters<Middleware>[1]): Promise<Response> {
    if (isLoginPage(ctx)) return next()
    return (await currentUser(ctx)) === undefined ? answerAnonymous(ctx, loginPathFor(ctx)) : next()
  }

  async function hasRole(ctx: AnyContext, ...wanted: string[]): Promise<boolean> {
    const user = await currentUser(ctx)
    assertRoles('hasRole()', roles, wanted)
    if (user === undefined) return false
    const own = roles!(user, ctx)
    return wanted.some((role) => own.includes(role))
  }

  function currentUser(ctx: AnyContext): Promise<User | undefined> {
    assertContext('currentUser(ctx), loggedInUser(ctx) or hasRole(ctx, role)', ctx)
    let user = users.get(ctx)
    if (!user) {
      user = findUser(ctx)
      users.set(ctx, user)
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
    if (login.version === toFingerprint(version(user))) return user
    if (session[loginKey] === undefined) warnAboutSession(ctx)
    return undefined
  }

  // Such sessions are those from before the site had a version, and those that its code has put together.
  function warnAboutSession({ log, route }: AnyContext): void {
    if (!hasWarned)
      log.warn(
        { route },
        `auth(): the session has ${sessionKey}, but not from login(), which the option version requires, so the visitor is not logged in. Write await login(ctx, id).`,
      )
    hasWarned = true
  }

  async function loggedInUser(ctx: AnyContext): Promise<User> {
    const user = await currentUser(ctx)
    if (user === undefined) throw createLoginError()
    return user
  }

  // The login page may be in a guarded folder and must stay reachable.
  function isLoginPage(ctx: AnyContext): boolean {
    const { app, url } = ctx
    // href() gives a path with the base, and redirect() accepts both.
    const path = loginPathFor(ctx)
    const own = pathBelowBase(path, app.base) ?? path
    return withoutSlash(pathBelowBase(url.pathname, app.base) ?? '') === withoutSlash(own)
  }

  function loginPathFor(ctx: AnyContext): string {
    return typeof loginPath === 'string' ? loginPath : assertLoginPath(loginPath(ctx))
  }
}

// The query would be lost, and the page would not be recognized as the login page.
function assertLoginPath(path: string): string {
  if (/^\/(?!\/)[^?#]*$/.test(path)) return path
  throw new Error(
    `auth(): loginPath is ${JSON.stringify(path)}. It must start with a slash. Use a path without a query, such as /login.`,
  )
}

/** Redirects browsers to the login page. API clients get 401, without a challenge because HTTP has no scheme for cookies. */
function answerAnonymous(ctx: AnyContext, loginPath: string): Response {
  const { isEndpoint } = ctx
  const accept = ctx.request.headers.get('accept')
  // Browsers request HTML from an endpoint when a form or link leads there, but not when a script does.
  if (isEndpoint ? !accept?.includes('text/html') : prefersJson(accept)) throw createLoginError()
  // An endpoint that only accepts forms has no page to return to.
  if (isEndpoint && !isSafeMethod(ctx.request.method)) return redirect(loginPath)
  // After a form, too: the visitor returns to its page. The form's values are lost either way.
  const path = ctx.url.pathname + withoutAction(ctx.url.search)
  return redirect(`${loginPath}?${new URLSearchParams({ [returnName]: path })}`)
}

/** Removes the name of an action, because the visitor comes back with GET. */
function withoutAction(search: string): string {
  const query = new URLSearchParams(search)
  const name = findActionName(query)
  if (name === undefined) return search
  query.delete(`/${name}`)
  return query.size === 0 ? '' : `?${query}`
}

function withoutSlash(path: string): string {
  return path.replace(/(?<=.)\/$/, '')
}

function createLoginError(): HttpError {
  return new HttpError(401, 'Log in first.')
}

// Shortened, because it takes up space in the session cookie. This is enough to distinguish versions.
function toFingerprint(version: string | number): string {
  return hashApiToken(String(version)).slice(0, 22)
}
