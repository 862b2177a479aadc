// Hot updates of components during development. Never part of a build.
import '@prefresh/core'
import { flush } from '@prefresh/utils'
import { options } from 'preact'
import { hasMissedUpdate } from './report-page.ts'

type Exports = Readonly<Record<string, unknown>>

interface Refresh {
  /** Registers a component of the module. */
  $RefreshReg$(component: unknown, name: string): void
  /** Returns a function that registers the hooks of a component. If they change, its state is reset. */
  $RefreshSig$(): (component: unknown, key: string, forceReset?: boolean, customHooks?: unknown) => unknown
  /** Imports the module at a URL and returns its exports. */
  readExports(url: string): Promise<Exports>
  /**
   * Replaces the components of the module.
   *
   * @returns Whether the update is complete. False if another export has changed, which importers must see
   */
  update(before: Exports, after: Exports): boolean
  /** Reloads the page if the module at this URL changed before it could take updates. */
  checkUpdates(url: string): void
}

/** Creates the hooks that a module needs for hot updates. */
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
        // The old component was not registered either. Register both, so that one replaces the other.
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

/** Oxc only registers components that have a name where they are created. A context is also a function. */
function isUnnamedComponent(name: string, value: unknown): boolean {
  return /^(default$|[A-Z])/.test(name) && typeof value === 'function' && !('Provider' in value)
}

// Prefresh only replaces components on the page. A module that imported the old component may still render it later.
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
  /** Pairs of a component and its replacement. */
  getPendingUpdates(): [unknown, unknown][]
}

function prefresh(): Prefresh {
  return (self as unknown as { __PREFRESH__: Prefresh }).__PREFRESH__
}
