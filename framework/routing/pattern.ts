// Parses the name of a route file into a pattern for URLs.
import { findBuiltInMatcher } from './built-in-matchers.ts'

/** A parameter of a pattern. */
export interface PatternParam {
  name: string
  /** The name of the matcher that its text must pass (`int` in `[id=int]`). */
  matcher?: string
}

/** One part of a pattern: `about`, `a-[x]`, `[x]`, `[[x]]`, `[...x]` or `[[...x]]`. */
export type Segment =
  | { kind: 'static'; text: string }
  | { kind: 'mixed'; parts: readonly (string | PatternParam)[] }
  | { kind: 'param' | 'optional' | 'rest' | 'optional-rest'; name: string; matcher?: string }

/** The shape of the URLs that a route file answers. */
export interface Pattern {
  /** As it is written in code: `/notes/[id=int]`, or `/`; without groups and `index`. */
  id: string
  segments: readonly Segment[]
}

/**
 * Parses the path of a route file.
 *
 * @param path Relative to `routes/`, without the extension (`(shop)/cart/index`)
 * @param file The file's name in error messages (default: the path)
 * @throws Error with a message for the author, when the path is not a pattern
 */
export function parsePattern(path: string, file: string = path): Pattern {
  assertLoadable(path, `routes/${file}`)
  const parts = path.split('/')
  if (parts.at(-1) === 'index') parts.pop()
  return createPattern(parts, `routes/${file}`)
}

/**
 * Parses the path of a folder in `routes/`, where `index` is a plain name.
 *
 * @param folder Relative to `routes/` (`''`, `admin/[team]`)
 * @throws Error as `parsePattern` does
 */
export function parseFolderPattern(folder: string): Pattern {
  assertLoadable(folder, `routes/${folder}`)
  return createPattern(folder.split('/'), `routes/${folder}`)
}

/** Vite takes what follows ? for a query, and \ for a slash. */
function assertLoadable(path: string, where: string): void {
  if (!/[?\\]/.test(path)) return
  throw new Error(`${where}: Vite cannot load a file or folder with ? or \\ in its name. Rename it.`)
}

/**
 * Creates a pattern from the parts of a path.
 *
 * @param parts Names of folders and files; a single `''` is the root
 * @param where The beginning of error messages
 * @throws Error as `parsePattern` does
 */
export function createPattern(parts: readonly string[], where: string): Pattern {
  const isRoot = parts.length === 1 && parts[0] === ''
  // Some file systems store "é" as two code points; browsers send one.
  const names = isRoot ? [] : parts.map((part) => part.normalize('NFC'))
  const written = names.filter((part) => !isGroup(part, where))
  const segments = written.map((part) => parseSegment(part, where))
  assertRestIsLast(segments, written, where)
  assertUniqueNames(segments, where)
  return { id: `/${written.join('/')}`, segments }
}

function isGroup(part: string, where: string): boolean {
  if (!part.startsWith('(')) return false
  if (part === '()') throw new Error(`${where}: () has no name. Write a group as (name).`)
  if (!part.includes(')')) {
    throw new Error(`${where}: the parenthesis in ${part} is not closed. Write a group as (name).`)
  }
  return part.endsWith(')')
}

function parseSegment(part: string, where: string): Segment {
  // Browsers resolve dot segments before they send a URL.
  if (part === '' || part === '.' || part === '..') {
    throw new Error(`${where}: "${part}" cannot be part of a URL. Give the file or folder a name.`)
  }
  const pieces = splitBrackets(part, where)
  const first = pieces[0]!
  if (pieces.length > 1) return { kind: 'mixed', parts: toMixedParts(pieces, part, where) }
  if (typeof first === 'string') return { kind: 'static', text: first }
  if (!first.isRest) return { kind: first.isOptional ? 'optional' : 'param', ...first.param }
  if (first.param.matcher !== undefined) {
    throw new Error(
      `${where}: ${part} cannot have a matcher, because it matches several segments. ` +
        `Use [...${first.param.name}] and check them in the route.`,
    )
  }
  return { kind: first.isOptional ? 'optional-rest' : 'rest', name: first.param.name }
}

interface Bracket {
  written: string
  isOptional: boolean
  isRest: boolean
  param: PatternParam
}

// 'a-[x].json' -> ['a-', bracket x, '.json']
function splitBrackets(part: string, where: string): (string | Bracket)[] {
  const pieces: (string | Bracket)[] = []
  let position = 0
  while (position < part.length) {
    if (part[position] === '[') {
      const closing = part.startsWith('[[', position) ? ']]' : ']'
      const end = part.indexOf(closing, position)
      if (end === -1) throw unbalancedError(part, where)
      pieces.push(parseBracket(part.slice(position, end + closing.length), part, where))
      position = end + closing.length
    } else {
      const open = part.indexOf('[', position)
      const text = part.slice(position, open === -1 ? part.length : open)
      if (text.includes(']')) throw unbalancedError(part, where)
      pieces.push(text)
      position += text.length
    }
  }
  return pieces
}

function parseBracket(written: string, part: string, where: string): Bracket {
  const isOptional = written.startsWith('[[')
  const inner = isOptional ? written.slice(2, -2) : written.slice(1, -1)
  if (inner.includes('[') || inner.includes(']')) throw unbalancedError(part, where)
  const isRest = inner.startsWith('...')
  const equals = inner.indexOf('=')
  const name = inner.slice(isRest ? 3 : 0, equals === -1 ? inner.length : equals)
  if (name === '') throw new Error(`${where}: ${written} has no name. Write a parameter as [name].`)
  const [, first = '', second = ''] = /^(\w+):(\w+)$/.exec(name) ?? []
  if (first !== '') {
    const [matched, matcher] = findBuiltInMatcher(first) ? [second, first] : [first, second]
    throw new Error(
      `${where}: ${written} has a colon. Write a parameter with a matcher as [${matched}=${matcher}].`,
    )
  }
  assertUsableName(name, 'parameter', where)
  if (equals === -1) return { written, isOptional, isRest, param: { name } }
  const matcher = inner.slice(equals + 1)
  if (matcher === '') {
    throw new Error(
      `${where}: ${written} does not name a matcher. Write it as [${name}=int], or as [${name}].`,
    )
  }
  assertUsableName(matcher, 'matcher', where)
  return { written, isOptional, isRest, param: { name, matcher } }
}

function unbalancedError(part: string, where: string): Error {
  return new Error(`${where}: the brackets in ${part} do not match. Write a parameter as [name].`)
}

function assertUsableName(name: string, what: string, where: string): void {
  // Parameters become properties of a plain object, and __proto__ would set its prototype.
  if (/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) && name !== '__proto__') return
  throw new Error(
    `${where}: ${name} is not a valid name for a ${what}. Use letters, digits and _, with a letter first.`,
  )
}

function toMixedParts(
  pieces: readonly (string | Bracket)[],
  part: string,
  where: string,
): (string | PatternParam)[] {
  return pieces.map((piece, index) => {
    if (typeof piece === 'string') return piece
    if (piece.isOptional || piece.isRest) {
      throw new Error(
        `${where}: ${piece.written} must stand alone between slashes. Use [${piece.param.name}] in ${part}.`,
      )
    }
    if (index > 0 && typeof pieces[index - 1] !== 'string') {
      throw new Error(`${where}: nothing separates the parameters in ${part}. Put text between them.`)
    }
    return piece.param
  })
}

function assertRestIsLast(segments: readonly Segment[], written: readonly string[], where: string): void {
  for (const [index, segment] of segments.slice(0, -1).entries()) {
    if (segment.kind !== 'rest' && segment.kind !== 'optional-rest') continue
    const after = written.slice(index + 1).join('/')
    throw new Error(
      `${where}: ${written[index]} must be the last part of a path. ` +
        `Use [${segment.name}] here, or move ${after} to a query parameter.`,
    )
  }
}

function assertUniqueNames(segments: readonly Segment[], where: string): void {
  const seen = new Set<string>()
  for (const { name } of listParams({ segments })) {
    if (seen.has(name)) throw new Error(`${where}: two parameters are named ${name}. Rename one.`)
    seen.add(name)
  }
}

/** Lists the parameters of a pattern from left to right. */
export function listParams(pattern: Pick<Pattern, 'segments'>): PatternParam[] {
  return pattern.segments.flatMap((segment) => {
    if (segment.kind === 'static') return []
    if (segment.kind === 'mixed') return segment.parts.filter((part) => typeof part !== 'string')
    return segment.matcher === undefined
      ? [{ name: segment.name }]
      : [{ name: segment.name, matcher: segment.matcher }]
  })
}
