// Finds children that are not shown: objects, dates and promises, and components that are undefined. Recognizes JSX.
import { type VNode, isValidElement, options } from 'preact'
import { isThenable } from '../http/thenable.ts'
import { markHarmless } from './element-node.ts'

/** Where the compiler saw an element. */
export interface ElementSource {
  readonly fileName: string
  readonly lineNumber: number
  readonly columnNumber: number
}

/**
 * Reports children of elements that are not shown, from now on. Components may take any children.
 *
 * Vite compiles JSX with the place of each element only in development.
 *
 * @param report Receives what is wrong and what to do, and where
 */
export function reviewChildren(report: (message: string, source: ElementSource) => void): void {
  const isFirst = current === undefined
  current = report
  if (!isFirst) return
  const previous = options.vnode
  const hook: typeof previous = (vnode) => {
    const {
      type,
      props,
      __source: source,
    } = vnode as VNode<{ children?: unknown }> & {
      __source?: ElementSource
    }
    if (source && typeof type === 'string') reviewChild(props.children, type, source)
    else if (source && typeof type !== 'function') current?.(describeType(type), source)
    previous?.(vnode)
  }
  // A child that is not shown cannot be joined, so the element becomes an ordinary node, which is reviewed.
  options.vnode = markHarmless(hook, previous)
}

/** Recognizes JSX, and tells where the compiler saw it, if that is known. */
export function findElement(value: unknown): Partial<ElementSource> | undefined {
  if (typeof value !== 'object' || !isValidElement(value)) return undefined
  return (value as { __source?: ElementSource }).__source ?? {}
}

let current: ((message: string, source: ElementSource) => void) | undefined

/** Describes what is in the place of a component. */
function describeType(type: unknown): string {
  const advice =
    'A default export needs import Name from …, and any other one import { Name } from …, with the same name.'
  if (type === undefined) return `a component is undefined here, so it shows nothing. ${advice}`
  return `${type === null ? 'null' : `a value of type ${typeof type}`} is in the place of a component here. Write the name of a function. ${advice}`
}

function reviewChild(child: unknown, tag: string, source: ElementSource): void {
  if (typeof child !== 'object' || child === null) return
  if (Array.isArray(child)) {
    for (const item of child) reviewChild(item, tag, source)
    return
  }
  // Signals are shown as their value.
  if (isValidElement(child) || 'peek' in child) return
  current?.(describeChild(child, tag), source)
}

function describeChild(child: object, tag: string): string {
  if (isThenable(child)) return `a promise as a child of <${tag}> shows nothing. Write await before the call.`
  if (child instanceof Date) {
    return `a Date as a child of <${tag}> shows nothing. Write .toLocaleDateString() or .toISOString() after it.`
  }
  if (child instanceof Map || child instanceof Set) {
    const name = child instanceof Map ? 'Map' : 'Set'
    return `a ${name} as a child of <${tag}> shows nothing. Write an array: [...${name.toLowerCase()}].`
  }
  const keys = Object.keys(child).slice(0, 3).join(', ')
  const what = keys === '' ? 'an object' : `an object (${keys})`
  return `${what} as a child of <${tag}> shows nothing. Write one of its properties, or JSON.stringify(…).`
}
