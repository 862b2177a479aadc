// The path that a visitor returns to after login.
import { redirect } from '../http/redirect.ts'
import type { Context } from '../request/context/context.ts'

/** The query parameter that holds the path. */
export const returnName = 'next'

/**
 * Returns the path of the page that the visitor requested before the login: `redirect(returnPath(ctx))`.
 *
 * @param fallback The path to use if there is none, or if it could lead to another site (default: /)
 * @returns A path of this site
 */
export function returnPath(ctx: Pick<Context, 'query'>, fallback = '/'): string {
  return toOwnPath(ctx.query.get(returnName)) ?? fallback
}

/** Returns a path of this site unchanged, and `undefined` for anything else. The input is untrusted. */
export function toOwnPath(target: string | null | undefined): string | undefined {
  if (!target?.startsWith('/')) return undefined
  try {
    return redirect(target).headers.get('location') ?? undefined
  } catch {
    // redirect() refuses exactly the targets that are unsafe.
    return undefined
  }
}
