// Decides which origins cors() allows: a list, patterns or a function.
import type { Context } from '../request/context/context.ts'

/** Which origins a site allows; `'*'` means all. */
export type CorsOrigins =
  | string
  | RegExp
  | readonly (string | RegExp)[]
  | ((origin: string, ctx: Context) => boolean | Promise<boolean>)

/** Tells whether an origin is allowed. */
export type OriginTest = (origin: string, ctx: Context) => boolean | Promise<boolean>

/**
 * Creates the test of an origin.
 *
 * Text is compared literally, because browsers write an origin in exactly one way. A pattern must match up to the end of
 * the origin. Patterns and functions are not asked about `null`, the origin of sandboxed documents. A function is asked
 * once per request.
 *
 * @param credentials Whether other origins may use the visitor's cookies
 * @throws Error for text that is not an origin, and for `'*'` or `'null'` with credentials
 */
export function toOriginTest(origins: CorsOrigins, credentials: boolean): OriginTest {
  if (typeof origins === 'function') return askOnce(origins)
  const list = Array.isArray(origins) ? origins : [origins as string | RegExp]
  const literals = new Set(list.filter((entry) => typeof entry === 'string'))
  for (const literal of literals) assertOrigin(literal, credentials)
  if (literals.has('*')) return () => true
  const patterns = list.filter((entry) => typeof entry !== 'string').map(toWholePattern)
  return (origin) =>
    literals.has(origin) || (origin !== 'null' && patterns.some((pattern) => pattern.test(origin)))
}

/** Tells whether all origins are allowed, so that responses do not depend on the origin. */
export function allowsAll(origins: CorsOrigins): boolean {
  return origins === '*' || (Array.isArray(origins) && origins.includes('*'))
}

/** The cross-site check and the middleware ask about the same request, and the function may ask a database. */
function askOnce(isAllowed: OriginTest): OriginTest {
  const answers = new WeakMap<Context, boolean | Promise<boolean>>()
  return (origin, ctx) => {
    if (origin === 'null') return false
    let answer = answers.get(ctx)
    if (answer === undefined) {
      answer = isAllowed(origin, ctx)
      answers.set(ctx, answer)
    }
    return answer
  }
}

function assertOrigin(text: string, credentials: boolean): void {
  if (text === '*' || text === 'null') {
    if (!credentials) return
    throw new Error(
      `cors: origins has "${text}" together with credentials, so that any page could act for the visitor. List the origins.`,
    )
  }
  if (text.includes('*')) {
    throw new Error(
      `cors: origins has "${text}". Use a pattern for several origins, such as /^https:\\/\\/[\\w-]+\\.example\\.org$/.`,
    )
  }
  // Only http and https have an origin in the URL standard. Applications use other schemes, such as capacitor://localhost.
  const isOrigin = /^https?:/i.test(text)
    ? URL.canParse(text) && new URL(text).origin === text
    : /^[a-z][\da-z+.-]*:\/\/[^/?#\s]+$/.test(text)
  if (isOrigin) return
  throw new Error(
    `cors: origins has "${text}", which is not an origin. Write scheme, host and port without a path, such as https://app.example.org.`,
  )
}

/** `/example\.org/` must not match https://example.org.evil.example. */
function toWholePattern(pattern: RegExp): RegExp {
  return new RegExp(`(?:${pattern.source})$`, pattern.flags.replace(/[gmy]/g, ''))
}
