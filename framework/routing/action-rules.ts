// What `actions` of a route file may contain, and how a form names one of them in its URL.
import type { KnownExports } from './export-rules.ts'

/** One of the `actions` of a page, as far as its source shows it. */
export interface KnownAction {
  readonly name: string
  /** `undefined` if only running the file can tell. */
  readonly isFunction?: boolean | undefined
}

/** Finds what is wrong with the `actions` of a route file: what is wrong, and what to do. */
export function findActionsProblem(exports: KnownExports): string | undefined {
  const { names, isOpen = false, values } = exports
  if (!names.has('actions')) return undefined
  if (!isOpen && !names.has('default')) {
    return 'actions are for pages only, because a form calls one by the URL of its page. Export a component as default, or export POST.'
  }
  if (values && (typeof values.actions !== 'object' || values.actions === null)) return notAnObject
  const actions = exports.actions ?? (values && readLoadedActions(values.actions as object))
  if (!actions) return undefined
  if (actions.length === 0) return `actions is empty. ${example}`
  for (const { name, isFunction } of actions) {
    if (!/^[\w-]+$/.test(name)) {
      return `actions has the name ${JSON.stringify(name)}. Use letters, digits, _ and - only, because the name is part of a URL.`
    }
    if (isFunction === false) return `actions.${name} is not a function. ${example}`
  }
  return undefined
}

const example = 'Write one function for each form: export const actions = { async rename(ctx) { … } }.'
const notAnObject = `actions is not an object. ${example}`

function readLoadedActions(actions: object): KnownAction[] {
  return Object.entries(actions).map(([name, value]) => ({ name, isFunction: typeof value === 'function' }))
}

/**
 * Finds the name of an action in a query: the first parameter that starts with a slash, as in `?/remove&page=2`.
 *
 * @returns `undefined` if the query names no action; the name may be one that the page does not have
 */
export function findActionName(query: URLSearchParams): string | undefined {
  for (const name of query.keys()) if (name.startsWith('/')) return name.slice(1)
  return undefined
}
