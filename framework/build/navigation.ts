// What pages need so that browsers themselves fetch the next one ahead and blend into it, without a script.
import { createHash } from 'node:crypto'
import type { Navigation } from '../request/pipeline/manifest.ts'
import type { SiteOptions } from './options.ts'

/** Writes the tags of a site's choice; `undefined` when links and forms are all. */
export function createNavigation({ base, navigation }: SiteOptions): Navigation | undefined {
  const { client, prefetch, viewTransitions } = navigation
  // The script does both by itself.
  if (client) return { tags: '', csp: {}, hasScript: true }
  if (!prefetch && !viewTransitions) return undefined
  const rules = prefetch && formatRules(base, eagerness[prefetch])
  return {
    tags: `${viewTransitions ? `<style>${transition}</style>` : ''}${rules ? `<script type="speculationrules">${rules}</script>` : ''}`,
    csp: {
      // Not 'inline-speculation-rules': browsers ignore that beside a nonce.
      ...(rules && { 'script-src': [`'sha256-${hashOf(rules)}'`] }),
      ...(viewTransitions && { 'style-src': [`'sha256-${hashOf(transition)}'`] }),
    },
    hasScript: false,
  }
}

// Browsers have no word for "in view": `eager` is that on phones, and a short hover where there is a mouse.
const eagerness = { hover: 'moderate', visible: 'eager', load: 'immediate' }

const transition = '@media (prefers-reduced-motion:no-preference){@view-transition{navigation:auto}}'

const notAhead =
  '[download],[target]:not([target=_self]),[rel~=nofollow],[rel~=external],[data-no-prefetch],[data-no-prefetch] *'

function formatRules(base: string, eager: string): string {
  // What a URL pattern has a meaning for stands for itself here.
  const pattern = `${base.replace(/[\\+*?{}():]/g, '\\$&')}*`
  const where = { and: [{ href_matches: pattern }, { not: { selector_matches: notAhead } }] }
  // Nothing in it can end the script: a base has no "<".
  return JSON.stringify({ prefetch: [{ where, eagerness: eager }] })
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64')
}
