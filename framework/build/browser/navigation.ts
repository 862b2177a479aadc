// Native navigation: speculation rules (prefetch), cross-document view transitions, and marks on submitted forms.
import { createHash } from 'node:crypto'
import type { Navigation } from '../../request/pipeline/manifest.ts'
import type { SiteOptions } from '../options.ts'

/** Creates the tags for a site's navigation options; `undefined` if there is nothing to add. */
export function createNavigation({ base, navigation }: SiteOptions): Navigation | undefined {
  const { client, pendingForms = false, prefetch, viewTransitions } = navigation
  // The client navigation script does both.
  if (client) return { tags: '', csp: {}, hasScript: true }
  if (!prefetch && !viewTransitions && !pendingForms) return undefined
  const rules = prefetch && formatRules(base, eagerness[prefetch])
  return {
    tags: `${viewTransitions ? `<style>${transition}</style>` : ''}${rules ? `<script type="speculationrules">${rules}</script>` : ''}`,
    csp: {
      // Not 'inline-speculation-rules', which browsers ignore beside a nonce.
      ...(rules && { 'script-src': [`'sha256-${hashOf(rules)}'`] }),
      ...(viewTransitions && { 'style-src': [`'sha256-${hashOf(transition)}'`] }),
    },
    hasScript: pendingForms,
  }
}

// Speculation rules have no value for "visible": `eager` means that on phones, and a short hover with a mouse.
const eagerness = { hover: 'moderate', visible: 'eager', load: 'immediate' }

const transition = '@media (prefers-reduced-motion:no-preference){@view-transition{navigation:auto}}'

const notPrefetched =
  '[download],[target]:not([target=_self]),[rel~=nofollow],[rel~=external],[data-no-prefetch],[data-no-prefetch] *'

function formatRules(base: string, eager: string): string {
  // Escape the characters that have a meaning in a URL pattern.
  const pattern = `${base.replace(/[\\+*?{}():]/g, '\\$&')}*`
  const where = { and: [{ href_matches: pattern }, { not: { selector_matches: notPrefetched } }] }
  // Nothing in the JSON can end the script element: a base has no "<".
  return JSON.stringify({ prefetch: [{ where, eagerness: eager }] })
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64')
}
