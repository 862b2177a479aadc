// What pages and layouts say about the document's head: merged by key, written as escaped HTML.
import { escapeAttribute, escapeText } from './escape.ts'

type Attributes = Record<string, string | number | boolean | null | undefined>

/** What `head` of a page, layout or error page may be or return. The page's entries win over its layouts'. */
export interface Head {
  title?: string
  /** One entry per `name`, `property`, `http-equiv` or `charset`; a later one replaces an earlier one. */
  meta?: readonly Attributes[]
  /** `canonical` occurs once, others once per `rel`, `href`, `media` and `hreflang`. */
  link?: readonly Attributes[]
  /** `children` is the script's text, written as JSON when it is an object (for JSON-LD). */
  script?: readonly (Attributes & { children?: string })[] | readonly HeadScript[]
  htmlAttrs?: Attributes
  bodyAttrs?: Attributes
}

export interface HeadScript {
  [attribute: string]: unknown
  /** Text of the script, or an object that is written as JSON. */
  children?: string | object
}

/** Merges heads, outermost first. */
export function mergeHeads(heads: readonly Head[]): Head {
  if (heads.length === 1) return heads[0]!
  const merged: Head = {}
  for (const head of heads) {
    if (head.title !== undefined) merged.title = head.title
    if (head.htmlAttrs) merged.htmlAttrs = { ...merged.htmlAttrs, ...head.htmlAttrs }
    if (head.bodyAttrs) merged.bodyAttrs = { ...merged.bodyAttrs, ...head.bodyAttrs }
    if (head.meta) merged.meta = mergeByKey(merged.meta, head.meta, metaKey)
    if (head.link) merged.link = mergeByKey(merged.link, head.link, linkKey)
    if (head.script) merged.script = mergeByKey(merged.script as HeadScript[], head.script, scriptKey)
  }
  return merged
}

/**
 * Writes the tags of a head.
 *
 * @param nonce Goes on every inline script
 * @returns HTML with everything escaped
 */
export function formatHead(head: Head, nonce: () => string): string {
  let html = head.title === undefined ? '' : `<title>${escapeText(head.title)}</title>`
  for (const meta of head.meta ?? []) html += `<meta${formatAttributes(meta)}>`
  for (const link of head.link ?? []) html += `<link${formatAttributes(link)}>`
  for (const script of head.script ?? []) html += formatScript(script as HeadScript, nonce)
  return html
}

/** Writes attributes with a space before each; `true` stands alone, `false`, `null` and `undefined` are left out. */
export function formatAttributes(attributes: Readonly<Record<string, unknown>>): string {
  let html = ''
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue
    // Names come from code, but code may spread data: a name that could end the tag is dropped.
    if (!/^[a-zA-Z_:][\w:.-]*$/.test(name)) continue
    html += value === true ? ` ${name}` : ` ${name}="${escapeAttribute(String(value))}"`
  }
  return html
}

function formatScript({ children, ...attributes }: HeadScript, nonce: () => string): string {
  const text = typeof children === 'object' ? JSON.stringify(children) : (children ?? '')
  const withNonce = text && attributes.nonce === undefined ? { ...attributes, nonce: nonce() } : attributes
  return `<script${formatAttributes(withNonce)}>${protectScript(text, typeof children === 'object')}</script>`
}

/**
 * Keeps text inside a script element: nothing in it can end the element or open a comment.
 *
 * @param isJson JSON may be escaped anywhere; in JavaScript only `</script` and `<!--` are touched, which
 * are legal nowhere but in strings, regular expressions and comments
 * @see https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements
 */
export function protectScript(text: string, isJson: boolean): string {
  return isJson ? text.replaceAll('<', '\\u003c') : text.replace(/<(?=\/?script|!--)/gi, '\\x3c')
}

function mergeByKey<Entry extends Readonly<Record<string, unknown>>>(
  earlier: readonly Entry[] = [],
  later: readonly Entry[],
  toKey: (entry: Entry) => string,
): Entry[] {
  const byKey = new Map<string, Entry>()
  for (const entry of [...earlier, ...later]) byKey.set(toKey(entry), entry)
  return [...byKey.values()]
}

function metaKey(meta: Readonly<Record<string, unknown>>): string {
  if (meta.charset !== undefined) return 'charset'
  const name = meta.name ?? meta.property ?? meta['http-equiv'] ?? meta.itemprop
  // Several theme colours for several media, several images for one page: both are legal.
  return name === undefined ? JSON.stringify(meta) : `${name} ${meta.media ?? ''} ${meta.key ?? ''}`
}

function linkKey(link: Readonly<Record<string, unknown>>): string {
  if (link.rel === 'canonical') return 'canonical'
  return [link.rel, link.href, link.media, link.hreflang].join(' ')
}

function scriptKey(script: HeadScript): string {
  return String(script.key ?? script.src ?? script.id ?? JSON.stringify(script))
}
