// Where to go on after logging in.
import { redirect } from '../http/redirect.ts'
import type { Context } from '../request/context/context.ts'

/** The name of the query's part that says where a visitor wanted to go. */
export const returnName = 'next'

/**
 * Gives the page that a visitor wanted before having to log in: `redirect(returnPath(ctx))`.
 *
 * @param fallback Where to go on without one, or with one that could lead to another site (default: /)
 * @returns A path of this site
 */
export function returnPath(ctx: Pick<Context, 'query'>, fallback = '/'): string {
  return toOwnPath(ctx.query.get(returnName)) ?? fallback
}

/** Gives a path of this site as it is, and nothing for anything else: anybody may have written it. */
export function toOwnPath(target: string | null | undefined): string | undefined {
  if (!target?.startsWith('/')) return undefined
  try {
    return redirect(target).headers.get('location') ?? undefined
  } catch {
    // What redirect() refuses is what is wanted to be refused.
    return undefined
  }
}
