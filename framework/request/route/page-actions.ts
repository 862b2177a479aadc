// The named actions of a page: which one a form calls, and what its result becomes.
import { HttpError } from '../../http/http-error.ts'
import { describeType } from '../../http/value-type.ts'
import { findActionName } from '../../routing/action-rules.ts'
import type { RequestState } from '../context/request-state.ts'
import type { Handler } from './route-module.ts'

/** What answers a POST to a page: one of its actions, or its `POST`. */
export interface PageAction {
  /** `undefined` for `POST`. */
  readonly name: string | undefined
  readonly run: Handler
}

/**
 * Finds what answers a POST to a page that has `actions`.
 *
 * @throws HttpError 404 for an unknown name; 405 if the URL names no action and the page has no `POST`
 */
export function findPageAction({ ctx, plan, site }: RequestState): PageAction {
  const { actions = {}, POST } = plan.module
  const name = findActionName(ctx.query)
  if (name === undefined) {
    if (POST) return { name, run: POST }
    // POST is refused for this URL only: with a name it is allowed (RFC 9110, section 15.5.6).
    const allow = plan.allow.replace(/, POST\b/, '')
    throw new HttpError(405, 'A form on this page has to name its action, as in action="?/name".', {
      headers: { allow },
    })
  }
  // An own property: `?/constructor` and `?/__proto__` name nothing.
  if (!Object.hasOwn(actions, name)) {
    site.manifest.review?.unknownAction(plan.where!, name, Object.keys(actions))
    throw new HttpError(404, 'This page has no such action.')
  }
  return { name, run: actions[name]! }
}

/**
 * Creates the `form` of a page that is rendered again after an action: its result, with the name of the action.
 *
 * @throws Error for a result to which the name cannot be added
 */
export function toActionForm(where: string | undefined, action: string, result: unknown): object {
  if ((typeof result === 'object' && !Array.isArray(result)) || result === undefined) {
    return { ...result, action }
  }
  throw new Error(
    `${where}: actions.${action} returned ${describeType(result)}, to which the page's form cannot add the name of the action. Return an object, nothing or a Response.`,
  )
}

/** Removes the names of actions from a query, because they are not part of what the page shows. */
export function withoutActionNames(query: URLSearchParams): [string, string][] {
  return [...query].filter(([name]) => !name.startsWith('/'))
}
