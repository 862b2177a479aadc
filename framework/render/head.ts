// The head of pages and layouts: merges entries by key and formats them as escaped HTML.
import { schemeOf } from '../http/url-scheme.ts'
import { escapeAttribute, escapeText } from '../http/escape-html.ts'
import { describeType } from '../http/value-type.ts'

type Value = string | number | boolean | null | undefined
/** Any attributes. `true` means an attribute without a value; `false`, `null` and `undefined` omit it. */
type Attributes = { readonly [name: string]: Value }
type DataAttributes = { readonly [name: `data-${string}`]: Value }
/** One of the listed texts, which editors complete, or any other text. */
type Known<Text extends string> = Text | (string & {}) | undefined

/** The `head` of a page, layout or error page. Entries of a page override those of its layouts. */
export interface Head {
  /** In a layout also `{ template: '%s · Site', default: 'Site' }`, for the titles of nested layouts and pages. */
  title?: string | TitleTemplate | undefined
  /** One entry per `name`, `property`, `http-equiv`, `itemprop` or `charset`. Later entries replace earlier ones. */
  meta?: readonly HeadMeta[] | undefined
  /** One `canonical`, and one of each other combination of `rel`, `href`, `media` and `hreflang`. */
  link?: readonly HeadLink[] | undefined
  script?: readonly HeadScript[] | undefined
  htmlAttrs?:
    | (Attributes & { readonly lang?: string; readonly dir?: Known<'ltr' | 'rtl' | 'auto'> })
    | undefined
  bodyAttrs?: Attributes | undefined
}

/** The title of a layout, into which pages put theirs. */
export interface TitleTemplate {
  /** The title, with `%s` as the placeholder for the page's title. */
  readonly template: string
  /** The title of pages without one. */
  readonly default: string
}

/** The attributes of a `<meta>`. */
export type HeadMeta = DataAttributes & {
  readonly name?: Known<
    'description' | 'robots' | 'theme-color' | 'color-scheme' | 'referrer' | 'author' | 'twitter:card'
  >
  readonly property?: Known<
    'og:title' | 'og:description' | 'og:image' | 'og:url' | 'og:type' | 'og:site_name' | 'og:locale'
  >
  readonly 'http-equiv'?: Known<'refresh' | 'content-security-policy' | 'default-style'>
  readonly itemprop?: string | undefined
  readonly charset?: Known<'utf-8'>
  readonly content?: string | number | undefined
  readonly media?: string | undefined
  readonly id?: string | undefined
  /** Distinguishes entries that would otherwise replace each other. It is not rendered. */
  readonly key?: string | number | undefined
}

/** The attributes that scripts and links share. */
interface Fetched {
  readonly crossorigin?: boolean | Known<'anonymous' | 'use-credentials'>
  readonly referrerpolicy?: Known<
    'no-referrer' | 'origin' | 'same-origin' | 'strict-origin-when-cross-origin'
  >
  readonly fetchpriority?: 'high' | 'low' | 'auto' | undefined
  readonly blocking?: Known<'render'>
  readonly integrity?: string | undefined
  readonly nonce?: string | undefined
  readonly id?: string | undefined
}

/** The attributes of a `<link>`. */
export type HeadLink = DataAttributes &
  Fetched & {
    readonly rel?: Known<
      | 'canonical'
      | 'alternate'
      | 'stylesheet'
      | 'icon'
      | 'apple-touch-icon'
      | 'manifest'
      | 'preload'
      | 'modulepreload'
      | 'preconnect'
      | 'dns-prefetch'
      | 'prefetch'
      | 'next'
      | 'prev'
      | 'search'
      | 'author'
      | 'license'
      | 'me'
      | 'expect'
    >
    readonly href?: string | undefined
    readonly hreflang?: string | undefined
    readonly as?: Known<'font' | 'image' | 'style' | 'script' | 'fetch' | 'track' | 'document'>
    readonly type?: string | undefined
    readonly media?: string | undefined
    readonly sizes?: string | undefined
    readonly imagesrcset?: string | undefined
    readonly imagesizes?: string | undefined
    readonly title?: string | undefined
    readonly color?: string | undefined
    readonly disabled?: boolean | undefined
  }

/** The attributes of a `<script>`, and its text. */
export type HeadScript = DataAttributes &
  Fetched & {
    readonly src?: string | undefined
    readonly type?: Known<
      'module' | 'application/ld+json' | 'application/json' | 'importmap' | 'speculationrules'
    >
    readonly async?: boolean | undefined
    readonly defer?: boolean | undefined
    readonly nomodule?: boolean | undefined
    /** The content of the script as text, or as an object that is rendered as JSON. */
    readonly children?: string | object | undefined
    /** A later script replaces an earlier one with the same `key`, `src` or `id`. The key is not rendered. */
    readonly key?: string | number | undefined
  }

/** Merges heads, outermost first. */
export function mergeHeads(heads: readonly Head[]): Head {
  if (heads.length === 1 && typeof heads[0]!.title !== 'object') return heads[0]!
  const merged: Head = {}
  let template = '%s'
  for (const { title, htmlAttrs, bodyAttrs, meta, link, script } of heads) {
    if (title !== undefined) {
      merged.title = fillTemplate(template, typeof title === 'object' ? title.default : title)
      if (typeof title === 'object') ({ template } = title)
    }
    if (htmlAttrs) merged.htmlAttrs = { ...merged.htmlAttrs, ...htmlAttrs }
    if (bodyAttrs) merged.bodyAttrs = { ...merged.bodyAttrs, ...bodyAttrs }
    if (meta) merged.meta = mergeByKey(merged.meta, meta, metaKey)
    if (link) merged.link = mergeByKey(merged.link, link, linkKey)
    if (script) merged.script = mergeByKey(merged.script, script, scriptKey)
  }
  return merged
}

/**
 * Refuses a head that could not be written.
 *
 * @param where The file that exports it
 */
export function assertHead(head: unknown, where: string): asserts head is Head {
  if (typeof head !== 'object' || head === null || Array.isArray(head)) {
    throw new Error(`${where}: head is ${describeType(head)}. Write an object, such as { title: 'Notes' }.`)
  }
  for (const name of ['meta', 'link', 'script'] as const) {
    const list = (head as Head)[name]
    if (list === undefined || list === null || Array.isArray(list)) continue
    throw new Error(`${where}: head.${name} is not a list. Write one: ${name}: [{ … }].`)
  }
}

function fillTemplate(template: string, title: string): string {
  if (template.includes('%s')) return template.replace('%s', () => title)
  throw new Error(
    `head: the title template "${template}" has no placeholder. Add %s where the title belongs.`,
  )
}

/**
 * Formats the tags of a merged head.
 *
 * @param nonce Returns the nonce for inline scripts
 * @returns Escaped HTML
 * @throws Error for a link or script with a URL that is code, such as `javascript:`
 */
export function formatHead(head: Head, nonce: () => string): string {
  let html = typeof head.title === 'string' ? `<title>${escapeText(head.title)}</title>` : ''
  for (const meta of head.meta ?? []) html += `<meta${formatAttributes(meta)}>`
  for (const link of head.link ?? []) {
    assertNotCode('link', link.href)
    html += `<link${formatAttributes(link)}>`
  }
  for (const script of head.script ?? []) {
    assertNotCode('script', script.src)
    html += formatScript(script, nonce)
  }
  return html
}

function assertNotCode(tag: string, url: string | undefined): void {
  if (url === undefined || !/^(javascript|vbscript)$/.test(schemeOf(String(url)) ?? '')) return
  throw new Error(
    `head.${tag}: ${JSON.stringify(url)} is code, not the URL of a file. Use the URL of a page or file, or pass a script's code as children.`,
  )
}

/** Formats attributes, each with a leading space. `true` has no value; `false`, `null` and `undefined` are omitted. */
export function formatAttributes(attributes: object): string {
  let html = ''
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false || name === 'key') continue
    // Code may spread untrusted data into an entry, so drop names that could end the tag.
    if (!/^[a-zA-Z_:][\w:.-]*$/.test(name)) continue
    html += value === true ? ` ${name}` : ` ${name}="${escapeAttribute(String(value))}"`
  }
  return html
}

function formatScript({ children, ...attributes }: HeadScript, nonce: () => string): string {
  const text = typeof children === 'object' ? JSON.stringify(children) : (children ?? '')
  const needsNonce = text && attributes.nonce === undefined && !isJsonType(attributes.type)
  const withNonce = needsNonce ? { ...attributes, nonce: nonce() } : attributes
  return `<script${formatAttributes(withNonce)}>${protectScript(text, typeof children === 'object')}</script>`
}

/**
 * Tells whether the type of a script is JSON, such as `application/ld+json`.
 *
 * Browsers do not run data, so no policy blocks it (HTML, section 4.12.1.1). A nonce would only prevent the page from being
 * cached and prerendered.
 */
function isJsonType(type: string | undefined): boolean {
  return type !== undefined && /^\s*[\w.-]+\/(?:[\w.-]+\+)?json\s*$/i.test(type)
}

/**
 * Escapes the content of a script element, so that it cannot end the element or open a comment.
 *
 * @param isJson Whether the text is known to be JSON, where every `<` can be escaped. In other text, only `<script`,
 *   `</script` and `<!--` are escaped, which valid code contains only in strings, regular expressions and comments
 * @see https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements
 */
function protectScript(text: string, isJson: boolean): string {
  return isJson
    ? text.replace(/[<\u2028\u2029]/g, escapeUnit)
    : text.replace(/<(?=\/?script|!--)/gi, '\\u003c')
}

/** Also used for the line separators, which JSON allows but older JavaScript does not allow in strings. */
function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}

function mergeByKey<Entry>(
  earlier: readonly Entry[] = [],
  later: readonly Entry[],
  toKey: (entry: Entry) => string,
): Entry[] {
  const byKey = new Map<string, Entry>()
  for (const entry of [...earlier, ...later]) byKey.set(toKey(entry), entry)
  return [...byKey.values()]
}

function metaKey(meta: HeadMeta): string {
  if (meta.charset !== undefined) return 'charset'
  const name = meta.name ?? meta.property ?? meta['http-equiv'] ?? meta.itemprop
  // A page may have several theme colors for different media, and several images with different keys.
  return name === undefined ? JSON.stringify(meta) : `${name} ${meta.media ?? ''} ${meta.key ?? ''}`
}

function linkKey(link: HeadLink): string {
  if (link.rel === 'canonical') return 'canonical'
  return [link.rel, link.href, link.media, link.hreflang].join(' ')
}

function scriptKey(script: HeadScript): string {
  return String(script.key ?? script.src ?? script.id ?? JSON.stringify(script))
}
