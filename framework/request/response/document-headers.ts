// Adds the headers that only documents have: the Content-Security-Policy, with a nonce if the page needs one.
import {
  type CspOptions,
  type CspSources,
  type CspText,
  allowInline,
  allowSources,
  allowStyles,
  changeCsp,
  cspDirectives,
  defaultCsp,
  findCspProblem,
  formatCsp,
} from '../../http/content-security-policy.ts'
import { shareHeaders } from '../../http/header-line.ts'
import type { HeaderPairs } from '../../http/response.ts'
import { suggestWord } from '../../routing/near-miss.ts'
import type { ServerDefinition } from '../pipeline/server-definition.ts'
import { type Reply, nonceOf } from '../context/reply.ts'
import type { Manifest } from '../pipeline/manifest.ts'

export const cspName = 'content-security-policy'

/** Lists the default headers of a document and its policy, which contains a nonce only if the response needs one. */
export type DocumentHeaders = (reply: Reply) => HeaderPairs

/**
 * Works out the policy of a site.
 *
 * @param defaults The headers of every response, including documents
 * @param platform What the dev server adds for Vite's client
 * @param additions What all pages need in addition
 * @throws Error for directives that do not exist or cannot be formatted
 */
export function createDocumentHeaders(
  definition: Pick<ServerDefinition, 'csp' | 'securityHeaders'>,
  defaults: HeaderPairs,
  platform: Manifest['csp'],
  additions: CspSources = {},
): DocumentHeaders {
  const changes = readChanges(definition)
  if (!changes) return () => defaults
  const sources = changeCsp(changeCsp(defaultCsp, framing(defaults)), changes)
  const all = allowInline(allowSources(sources, platform?.additions ?? {}), additions)
  const withoutStyles = format(all)
  const withStyles = new WeakMap<readonly string[], ReturnType<typeof format>>()
  return (reply) => {
    const { plain, text } = find(reply.styleHashes)
    return reply.isNonceUsed || platform?.alwaysNonce
      ? [...defaults, [cspName, text.withNonce(nonceOf(reply))]]
      : plain
  }

  function find(hashes: readonly string[] | undefined): ReturnType<typeof format> {
    if (!hashes?.length) return withoutStyles
    const found = withStyles.get(hashes) ?? format(allowStyles(all, hashes))
    withStyles.set(hashes, found)
    return found
  }

  function format(allowed: CspSources): { plain: HeaderPairs; text: CspText } {
    const text = formatCsp(allowed)
    return { plain: shareHeaders([...defaults, [cspName, text.plain]]), text }
  }
}

/** Reads the site's changes; `undefined` if it wants no policy or sets its own header. */
function readChanges({
  csp,
  securityHeaders = {},
}: Pick<ServerDefinition, 'csp' | 'securityHeaders'>): CspOptions | undefined {
  if (Object.keys(securityHeaders).some((name) => name.toLowerCase() === cspName)) {
    if (!csp) return undefined
    throw new Error(
      'routes/_server: both csp and securityHeaders set the Content-Security-Policy. Remove one of them.',
    )
  }
  if (csp === false) return undefined
  const changes = csp ?? {}
  const unknown = Object.keys(changes).find((name) => !(cspDirectives as readonly string[]).includes(name))
  if (unknown !== undefined) {
    const name = unknown.replace(/[A-Z]/g, '-$&')
    const advice = suggestWord(name, cspDirectives, `Use one of ${cspDirectives.join(', ')}.`)
    throw new Error(`routes/_server: csp: there is no directive ${unknown}. ${advice}`)
  }
  const problem = findCspProblem(changes)
  if (problem) throw new Error(`routes/_server: csp: ${problem}`)
  return changes
}

/** Translates `x-frame-options` to `frame-ancestors`: browsers that support both follow the policy. */
function framing(defaults: HeaderPairs): CspOptions {
  const value = new Map(defaults).get('x-frame-options')
  if (value === undefined) return { 'frame-ancestors': false }
  return value.toUpperCase() === 'DENY' ? { 'frame-ancestors': "'none'" } : {}
}
