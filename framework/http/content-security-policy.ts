// Content-Security-Policy: the directives, their defaults, and how they become a header.

/** The directives that browsers know. */
export const cspDirectives = [
  'default-src',
  'script-src',
  'script-src-elem',
  'script-src-attr',
  'style-src',
  'style-src-elem',
  'style-src-attr',
  'img-src',
  'font-src',
  'connect-src',
  'media-src',
  'object-src',
  'frame-src',
  'child-src',
  'worker-src',
  'manifest-src',
  'fenced-frame-src',
  'base-uri',
  'form-action',
  'frame-ancestors',
  'sandbox',
  'report-uri',
  'report-to',
  'require-trusted-types-for',
  'trusted-types',
  'upgrade-insecure-requests',
] as const

/** The name of a directive, such as `img-src`. */
export type CspDirective = (typeof cspDirectives)[number]

/** A site's changes: sources as text or an array, `true` for a directive without sources, `false` to remove a directive. */
export type CspOptions = { readonly [Name in CspDirective]?: string | readonly string[] | boolean }

/** Sources by directive. */
export type CspSources = Readonly<Record<string, readonly string[]>>

/** The default policy: everything from this site, and nothing inline except style attributes. */
export const defaultCsp: CspSources = {
  'default-src': ["'self'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'style-src-attr': ["'unsafe-inline'"],
  'img-src': ["'self'", 'data:'],
  // As `?inline` and `build.assetsInlineLimit` of Vite write them.
  'font-src': ["'self'", 'data:'],
  'object-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'self'"],
}

/** Replaces, adds and removes directives. */
export function changeCsp(sources: CspSources, changes: CspOptions): CspSources {
  const changed = new Map(Object.entries(sources))
  for (const [name, value] of Object.entries(changes)) {
    if (value === false) changed.delete(name)
    else if (value !== undefined) changed.set(name, toSources(value))
  }
  return Object.fromEntries(changed)
}

/** Adds sources to a policy; a directive that the policy does not restrict stays unrestricted. */
export function allowSources(sources: CspSources, additions: CspSources): CspSources {
  const wider: Record<string, readonly string[]> = { ...sources }
  for (const [name, added] of Object.entries(additions)) {
    const present = sources[name] ?? sources['default-src']
    if (present) wider[name] = [...withoutNone(present), ...added]
  }
  return wider
}

/** Adds the hashes of inline styles, such as `sha256-…`, unless the site allows all inline styles. */
export function allowStyles(sources: CspSources, hashes: readonly string[]): CspSources {
  if (allowsInline(sources['style-src'] ?? sources['default-src'] ?? [])) return sources
  const quoted = hashes.map((hash) => `'${hash}'`)
  return allowSources(
    { ...sources, 'style-src': sources['style-src'] ?? sources['default-src'] ?? [] },
    { 'style-src': quoted },
  )
}

/** Adds sources of inline scripts and styles to the directive that browsers apply to them. */
export function allowInline(
  sources: CspSources,
  { 'script-src': scripts = [], 'style-src': styles = [] }: CspSources,
): CspSources {
  let wider = sources
  for (const [name, added] of [
    ['script-src', scripts],
    ['style-src', styles],
  ] as const) {
    if (added.length === 0) continue
    const present = sources[`${name}-elem`] ?? sources[name] ?? sources['default-src']
    // Browsers ignore `'unsafe-inline'` in a directive that has a hash.
    if (!present || allowsInline(present)) continue
    wider = {
      ...wider,
      [sources[`${name}-elem`] ? `${name}-elem` : name]: [...withoutNone(present), ...added],
    }
  }
  return wider
}

export interface CspText {
  readonly plain: string
  withNonce(nonce: string): string
}

/** Formats a policy once, so that a response only has to insert its nonce. */
export function formatCsp(sources: CspSources): CspText {
  const parts = format(allowNonce(sources)).split(placeholder)
  return { plain: format(sources), withNonce: (nonce) => parts.join(nonce) }
}

/**
 * Finds what is wrong with a site's changes, except unknown names.
 *
 * @returns What is wrong and what to do, starting with the name of the directive; `undefined` if there is no problem
 */
export function findCspProblem(changes: CspOptions): string | undefined {
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || typeof value === 'boolean') continue
    if (typeof value !== 'string' && !(Array.isArray(value) && value.every(isText)))
      return `${name} is neither text nor an array of text. Write sources, or false to remove the directive.`
    for (const source of toSources(value)) {
      // A comma would end the policy, a semicolon the directive.
      if (!/^[!-+\--:<-~]+$/.test(source))
        return `${name}: ${JSON.stringify(source)} contains a character that is not allowed in a source. Percent-encode it, and write one source per entry.`
      if (bareKeyword.test(source))
        return `${name}: ${source} without quotes means a host. Write it with quotes: "'${source}'".`
      if (/^'nonce-/i.test(source))
        return `${name}: a fixed nonce protects nothing. Remove it: pages that use ctx.nonce get a new one for every response.`
    }
  }
  return undefined
}

const bareKeyword =
  /^(self|none|unsafe-(inline|eval|hashes)|wasm-unsafe-eval|strict-dynamic|report-sample|(nonce|sha(256|384|512))-.*)$/i

function isText(value: unknown): boolean {
  return typeof value === 'string'
}

function toSources(value: string | readonly string[] | true): readonly string[] {
  if (value === true) return []
  return (typeof value === 'string' ? [value] : value).flatMap((text) => text.split(' ').filter(Boolean))
}

const placeholder = '\0'

/** Adds the nonce to every directive that applies to inline scripts and styles. */
function allowNonce(sources: CspSources): CspSources {
  const inline = ['script-src', 'script-src-elem', 'style-src', 'style-src-elem']
  const names = inline.filter((name) => sources[name])
  // Browsers fall back to default-src when a directive is missing.
  if (!sources['script-src'] || !sources['style-src']) names.push('default-src')
  return allowSources(
    sources,
    Object.fromEntries(
      names
        .filter((name) => !allowsInline(sources[name] ?? []))
        .map((name) => [name, [`'nonce-${placeholder}'`]]),
    ),
  )
}

/** Browsers ignore `'unsafe-inline'` beside a nonce, so adding one would take away what the site allowed. */
function allowsInline(sources: readonly string[]): boolean {
  return sources.includes("'unsafe-inline'") && !sources.includes("'strict-dynamic'")
}

function withoutNone(sources: readonly string[]): readonly string[] {
  return sources.filter((source) => source.toLowerCase() !== "'none'")
}

function format(sources: CspSources): string {
  return Object.entries(sources)
    .map(([name, values]) => [name, ...values].join(' '))
    .join('; ')
}
