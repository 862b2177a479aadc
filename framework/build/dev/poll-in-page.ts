// Lets pages wait for a restarted dev server themselves, without a worker that the site's policy forbids.
import type { Plugin } from 'vite'

/**
 * Makes Vite's client poll as it does in browsers without `SharedWorker`.
 *
 * It would start that worker from a `blob:`. Pages would have to allow such workers in development, and those of the site
 * would then fail only in production.
 */
export function pollInPage(): Plugin {
  return {
    name: 'vial:poll-in-page',
    apply: 'serve',
    transform: {
      filter: { id: /\/vite\/dist\/client\/client\.mjs$/ },
      handler: (code) => ({ code: code.replace('typeof SharedWorker === "undefined"', 'true'), map: null }),
    },
  }
}
