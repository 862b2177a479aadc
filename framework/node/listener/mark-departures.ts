// Marks why requests of the listener are aborted, so that an error which no code handles can be told from a visitor who left.
import { NodeRequest } from 'srvx/node'
import { markDeparture } from '../../http/departure.ts'

/**
 * Makes every request of the listener mark the reason of its abort, in this process.
 *
 * A promise that depends on a request may fail while no code awaits it: `const form = ctx.form()`, and then something else
 * first. If the visitor leaves in that time, Node reports an error that no code handles, without the request. A production
 * server would stop.
 */
export function enableDepartureMarks(): void {
  const { prototype } = NodeRequest
  if (marked in prototype) return
  const openController = Object.getOwnPropertyDescriptor(prototype, '_abortController')!.get!
  const body = Object.getOwnPropertyDescriptor(prototype, 'body')!
  Object.defineProperties(prototype, {
    [marked]: { value: true },
    // srvx creates it when a signal or a body is first used, so other requests pay nothing.
    _abortController: {
      configurable: true,
      get(this: object) {
        const controller = openController.call(this) as AbortController
        const { signal } = controller
        const mark = (): void => markDeparture(signal.reason)
        if (signal.aborted) mark()
        // Before any other listener: what they reject has the mark by then.
        else signal.addEventListener('abort', mark, { once: true })
        Object.defineProperty(this, '_abortController', { value: controller })
        return controller
      },
    },
  })
  // Bun does not allow it: there, a body is marked only if the signal of its request is used too.
  if (!body.configurable) return
  Object.defineProperty(prototype, 'body', {
    configurable: true,
    get(this: { readonly _abortController: AbortController }) {
      // The body fails with the reason of the abort, also where only the body is used.
      void this._abortController
      return body.get!.call(this) as unknown
    },
  })
}

// In dev, there are two copies of this module.
const marked = Symbol.for('vial.departureMarks')
