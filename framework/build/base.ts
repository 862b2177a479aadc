// Brings Vite's `base` into the one form that requests are compared with.
import type { Plugin } from 'vite'
import { parsePathname } from '../http/canonical-url.ts'

/**
 * Sets `base` to its canonical form, so that Vite and the site write the same URLs.
 *
 * @throws Error for a base that is not a path from the root, when Vite reads the configuration
 */
export function normalizeBase(): Plugin {
  return {
    name: 'vial:base',
    enforce: 'pre',
    config: ({ base }) => (base === undefined ? undefined : { base: toCanonicalBase(base) }),
  }
}

/** Formats a base as canonical URLs begin: `/ä` becomes `/%C3%A4/`. */
function toCanonicalBase(base: string): string {
  if (base === '/') return base
  if (/^([a-z][a-z\d+.-]*:)?\/\//i.test(base)) {
    throw new Error(
      `vite.config: base is "${base}", which is on another origin. Pages and their files come from one origin: write the path of the site, such as base: '/app/', and let the CDN forward requests to it.`,
    )
  }
  if (!base.startsWith('/')) {
    throw new Error(
      `vite.config: base is "${base}", which is relative. Links, redirects and cookies need the path of the site: write base: '/', or base: '/app/'.`,
    )
  }
  try {
    const { pathname, segments } = parsePathname(base.replace(/\/?$/, '/'))
    if (!segments.some((segment) => segment === '' || /[/?#]/.test(segment))) return pathname
  } catch {
    // The sentence below says what is wrong.
  }
  throw new Error(`vite.config: base is "${base}", which is not a path. Write it like base: '/app/'.`)
}
