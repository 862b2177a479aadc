// Headers that only documents have: the Content-Security-Policy, and who may keep a page that carries a nonce.
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
import type { HeaderPairs } from '../../http/response.ts'
import { findNearMiss } from '../../routing/near-miss.ts'
import type { ServerDefinition } from '../pipeline/server-definition.ts'
import { type Exchange, nonceOf } from '../context/request-state.ts'
import type { Manifest } from '../pipeline/manifest.ts'

export const cspName = 'content-security-policy'

/** The headers that every document of a site starts from. */
export interface DocumentHeaders {
  /** Gives the defaults and the policy, which has a nonce only when the response needs one. */
  of(exchange: Exchange): HeaderPairs
  /**
   * Keeps a page with a nonce out of shared caches, which would give the nonce to the next visitor.
   *
   * @param cacheControl What the page says about itself
   */
  toPrivate(exchange: Exchange, cacheControl: string): string
}

/**
 * Works out the policy of a site.
 *
 * @param defaults Headers of every response, documents or not
 * @param platform What the dev server adds for its own client
 * @param additions What all pages need besides, in directives of their own or not
 * @throws Error for directives that do not exist or cannot be written
 */
export function createDocumentHeaders(
  definition: Pick<ServerDefinition, 'csp' | 'securityHeaders'>,
  defaults: HeaderPairs,
  platform: Manifest['csp'],
  additions: CspSources = {},
): DocumentHeaders {
  const warned = new Set<string>()
  return { of: createOf(), toPrivate }

  function createOf(): DocumentHeaders['of'] {
    const changes = readChanges(definition)
    if (!changes) return () => defaults
    const sources = changeCsp(changeCsp(defaultCsp, framing(defaults)), changes)
    const all = allowInline(allowSources(sources, platform?.additions ?? {}), additions)
    const withoutStyles = format(all)
    const withStyles = new WeakMap<readonly string[], ReturnType<typeof format>>()
    return (exchange) => {
      const { plain, text } = find(exchange.styleHashes)
      return exchange.isNonceUsed || platform?.alwaysNonce
        ? [...defaults, [cspName, text.withNonce(nonceOf(exchange))]]
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
      return { plain: [...defaults, [cspName, text.plain]], text }
    }
  }

  function toPrivate({ file, pathname, log, route }: Exchange, cacheControl: string): string {
    const directives = cacheControl.split(',').map((text) => text.trim())
    if (directives.some((text) => /^(private|no-store)$/i.test(text))) return cacheControl
    const where = file ?? pathname
    if (directives.some((text) => /^(public|s-maxage|max-age)\b/i.test(text)) && !warned.has(where)) {
      warned.add(where)
      log.warn(
        { route, file },
        `${where}: a page with a nonce is for one visitor, so "${cacheControl}" is sent as private. Write private yourself, or move the inline script to a file.`,
      )
    }
    return ['private', ...directives.filter((text) => text && !/^(public|s-maxage)\b/i.test(text))].join(', ')
  }
}

/** Gives the site's changes, or `undefined` when it wants no policy or writes its own. */
function readChanges({
  csp,
  securityHeaders = {},
}: Pick<ServerDefinition, 'csp' | 'securityHeaders'>): CspOptions | undefined {
  if (Object.keys(securityHeaders).some((name) => name.toLowerCase() === cspName)) {
    if (!csp) return undefined
    throw new Error(
      'routes/_server: both csp and securityHeaders say what the Content-Security-Policy is. Remove one of them.',
    )
  }
  if (csp === false) return undefined
  const changes = csp ?? {}
  const unknown = Object.keys(changes).find((name) => !(cspDirectives as readonly string[]).includes(name))
  if (unknown !== undefined) {
    const near = findNearMiss(unknown.replace(/[A-Z]/g, '-$&'), cspDirectives)
    const advice = near ? `Did you mean ${near}?` : `Known are ${cspDirectives.join(', ')}.`
    throw new Error(`routes/_server: csp: there is no directive ${unknown}. ${advice}`)
  }
  const problem = findCspProblem(changes)
  if (problem) throw new Error(`routes/_server: csp: ${problem}`)
  return changes
}

/** Says about frames what `x-frame-options` says: browsers that know both go by the policy. */
function framing(defaults: HeaderPairs): CspOptions {
  const value = defaults.find(([name]) => name === 'x-frame-options')?.[1]
  if (value === undefined) return { 'frame-ancestors': false }
  return value.toUpperCase() === 'DENY' ? { 'frame-ancestors': "'none'" } : {}
}
