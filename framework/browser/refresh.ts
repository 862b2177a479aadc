// Hot updates in the browser of whoever develops the site; never part of a build.
import '@prefresh/core'
import { flush } from '@prefresh/utils'
import { options } from 'preact'
import { hasMissedUpdate } from './report-page.ts'

type Exports = Readonly<Record<string, unknown>>

interface Refresh {
  /** Notes a component of the module. */
  $RefreshReg$(component: unknown, name: string): void
  /** Gives what notes the hooks of a component, which decide whether its state can stay. */
  $RefreshSig$(): (component: unknown, key: string, forceReset?: boolean, customHooks?: unknown) => unknown
  /** Reads what the module exports, as it is at this URL. */
  readExports(url: string): Promise<Exports>
  /**
   * Exchanges the components of the module.
   *
   * @returns Whether that is all: false when its importers have to see something else that has changed
   */
  update(before: Exports, after: Exports): boolean
  /** Reloads the page if the module at this URL changed before it could take updates. */
  checkUpdates(url: string): void
}

/** Makes what one module needs for its hot updates. */
export function createRefresh(module: string): Refresh {
  const isFirst = !modules.has(module)
  modules.add(module)
  return {
    $RefreshReg$: (component, name) => register(component, `${module} ${name}`),
    $RefreshSig$() {
      let status = 'begin'
      let first: unknown
      return (component, key, forceReset, customHooks) => {
        first ??= component
        status = prefresh().sign(component ?? first, key, forceReset, customHooks, status)
        return component
      }
    },
    readExports: (url) => import(/* @vite-ignore */ url),
    update(before, after) {
      const names = new Set([...Object.keys(before), ...Object.keys(after)])
      const others = [...names].filter((name) => {
        if (registered.has(after[name])) return false
        const isComponent = [before[name], after[name]].every((value) => isUnnamedComponent(name, value))
        // The first one was not noted either: so that it has a successor, note both.
        if (isComponent)
          for (const { [name]: component } of [before, after]) register(component, `${module} ${name}`)
        return !isComponent && before[name] !== after[name]
      })
      for (const [old, successor] of prefresh().getPendingUpdates()) successors.set(old, successor)
      flush()
      return others.length === 0
    },
    checkUpdates(url) {
      // An update of a module that is there already is never missed, only followed by another.
      if (isFirst && hasMissedUpdate(url)) location.reload()
    },
  }
}

const modules = new Set<string>()
const registered = new Set<unknown>()

function register(component: unknown, id: string): void {
  registered.add(component)
  prefresh().register(component, id)
}

/** Oxc notes only components that have a name where they are made. A context is a function as well. */
function isUnnamedComponent(name: string, value: unknown): boolean {
  return /^(default$|[A-Z])/.test(name) && typeof value === 'function' && !('Provider' in value)
}

// Prefresh exchanges what is on the page. Who has imported a component before its update may show it later.
const successors = new Map<unknown, unknown>()
const previous = options.vnode
options.vnode = (vnode) => {
  while (successors.has(vnode.type)) vnode.type = successors.get(vnode.type) as typeof vnode.type
  previous?.(vnode)
}

interface Prefresh {
  register(component: unknown, id: string): void
  sign(
    component: unknown,
    key: string,
    forceReset: boolean | undefined,
    customHooks: unknown,
    status: string,
  ): string
  /** Pairs of a component and the one that takes its place. */
  getPendingUpdates(): [unknown, unknown][]
}

function prefresh(): Prefresh {
  return (self as unknown as { __PREFRESH__: Prefresh }).__PREFRESH__
}
