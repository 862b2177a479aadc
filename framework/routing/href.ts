// Formats the URL of a route: a pattern, parameters, a query and a hash.
import { encodeSegment } from '../http/encode-segment.ts'
import { type Pattern, type Segment, createPattern } from './pattern.ts'

/** A value in a query. */
export type QueryValue = string | number | boolean

/** The query and hash of a URL. */
export interface HrefOptions {
  /** A list repeats its key; `null` and `undefined` leave it out. */
  query?: Record<string, QueryValue | null | undefined | readonly QueryValue[]> | URLSearchParams | undefined
  /** With or without `#`. */
  hash?: string | undefined
}

/**
 * Formats a URL that `pattern` matches.
 *
 * @param params By name: texts or numbers, and an array for a rest parameter. Optional ones may be missing
 * @param base The folder that the site is in (`/app/`, default: `/`)
 * @returns The canonical path, exactly as `url.pathname` on the page it links to, with the query and hash
 * @throws TypeError when a parameter is missing or cannot be part of a path
 */
export function formatHref(
  pattern: Pattern,
  params: Readonly<Record<string, unknown>> = {},
  options: HrefOptions = {},
  base = '/',
): string {
  const texts = pattern.segments.flatMap((segment) => formatSegment(segment, params, pattern.id))
  for (const text of texts) {
    if (text !== '.' && text !== '..') continue
    // Browsers resolve dot segments before they send a URL, even when the dots are escaped.
    throw new TypeError(`${describeCall(pattern.id)}: "${text}" cannot be part of a path. Use another value.`)
  }
  const folder = base.endsWith('/') ? base.slice(0, -1) : base
  return `${folder}/${texts.join('/')}${formatQuery(options.query)}${formatHash(options.hash)}`
}

// Ids come from source code; the limit protects a site that builds them from user input.
const maxPatterns = 10_000
const patterns = new Map<string, Pattern>()

/**
 * Parses a pattern as it is written in code (`/notes/[id=int]`), once for each.
 *
 * @throws TypeError when it does not begin with a slash, Error when it is not a pattern
 */
export function parseHrefPattern(id: string): Pattern {
  const known = patterns.get(id)
  if (known !== undefined) return known
  if (!id.startsWith('/')) throw new TypeError(`${describeCall(id)}: a path starts with /. Use '/${id}'.`)
  const pattern = createPattern(id.slice(1).split('/'), describeCall(id))
  if (patterns.size >= maxPatterns) patterns.clear()
  patterns.set(id, pattern)
  return pattern
}

function describeCall(id: string): string {
  return `href('${id}')`
}

type Params = Readonly<Record<string, unknown>>

function formatSegment(segment: Segment, params: Params, id: string): string | string[] {
  switch (segment.kind) {
    case 'static':
      assertStatic(segment.text, params, id)
      return encode(segment.text)
    case 'mixed':
      return segment.parts
        .map((part) => (typeof part === 'string' ? encode(part) : formatParam(part.name, params, id)))
        .join('')
    case 'param':
      return formatParam(segment.name, params, id)
    case 'optional':
      return isMissing(readParam(params, segment.name)) ? [] : formatParam(segment.name, params, id)
    case 'rest':
    case 'optional-rest':
      return formatRest(segment.name, params, id, segment.kind === 'optional-rest')
  }
}

/** Refuses a parameter in the notation of another framework, if there is a value for it. */
function assertStatic(text: string, params: Params, id: string): void {
  if (text[0] !== ':' && text[0] !== '$') return
  const name = text.slice(1)
  if (!Object.hasOwn(params, name)) return
  throw new TypeError(`${describeCall(id)}: ${text} is plain text. For a parameter, write [${name}].`)
}

function formatParam(name: string, params: Params, id: string): string {
  const value = readParam(params, name)
  if (isMissing(value)) throw new TypeError(`${describeCall(id)}: ${name} is missing.`)
  return formatValue(value, name, id)
}

function formatRest(name: string, params: Params, id: string, isOptional: boolean): string[] {
  const value = readParam(params, name)
  if (isMissing(value) || (Array.isArray(value) && value.length === 0)) {
    if (isOptional) return []
    throw new TypeError(`${describeCall(id)}: ${name} is missing.`)
  }
  if (!Array.isArray(value)) {
    throw new TypeError(`${describeCall(id)}: ${name} must be an array with one item for each segment.`)
  }
  return value.map((item) => formatValue(item, name, id))
}

// Own properties only: a parameter named "constructor" must not read the prototype.
function readParam(params: Params, name: string): unknown {
  return Object.hasOwn(params, name) ? params[name] : undefined
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || value === ''
}

function formatValue(value: unknown, name: string, id: string): string {
  const isText = typeof value === 'string' && value !== ''
  const isOther = typeof value === 'boolean' || typeof value === 'bigint' || Number.isFinite(value)
  if (isText || isOther) return encode(String(value))
  throw new TypeError(`${describeCall(id)}: ${name} must be a non-empty string or a number.`)
}

// A lone surrogate, as slice() can leave it, must not break the page with the link.
function encode(text: string): string {
  return encodeSegment(text.toWellFormed())
}

function formatQuery(query: HrefOptions['query']): string {
  const search = query instanceof URLSearchParams ? query : toSearchParams(query ?? {})
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}

function toSearchParams(query: Exclude<HrefOptions['query'], URLSearchParams | undefined>): URLSearchParams {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== null && item !== undefined) search.append(key, String(item))
    }
  }
  return search
}

// encodeURI() keeps the characters of a text fragment (#:~:text=a,b).
function formatHash(hash = ''): string {
  const text = hash.startsWith('#') ? hash.slice(1) : hash
  return text === '' ? '' : `#${encodeURI(text.toWellFormed()).replaceAll('#', '%23')}`
}
