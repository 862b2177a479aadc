// Hot updates in the browser of whoever develops the site; never part of a build.
import '@prefresh/core'
import { flush } from '@prefresh/utils'

interface Refresh {
  /** Notes a component of the module. */
  $RefreshReg$(component: unknown, name: string): void
  /** Gives what notes the hooks of a component, which decide whether its state can stay. */
  $RefreshSig$(): (component: unknown, key: string, forceReset?: boolean, customHooks?: unknown) => unknown
  /** Exchanges the components of the module. */
  update(): void
}

/** Makes what one module needs for its hot updates. */
export function createRefresh(module: string): Refresh {
  return {
    $RefreshReg$: (component, name) => prefresh().register(component, `${module} ${name}`),
    $RefreshSig$() {
      let status = 'begin'
      let first: unknown
      return (component, key, forceReset, customHooks) => {
        first ??= component
        status = prefresh().sign(component ?? first, key, forceReset, customHooks, status)
        return component
      }
    },
    update: flush,
  }
}

interface Prefresh {
  register(component: unknown, name: string): void
  sign(
    component: unknown,
    key: string,
    forceReset: boolean | undefined,
    customHooks: unknown,
    status: string,
  ): string
}

function prefresh(): Prefresh {
  return (self as unknown as { __PREFRESH__: Prefresh }).__PREFRESH__
}
