// Tells what a file in routes/ is for, from its name alone.
import { findNearMiss } from './near-miss.ts'

/** What a source file in `routes/` is for; `private` files are for other files to import. */
export type RouteFileKind =
  | 'route'
  | 'app'
  | 'layout'
  | 'middleware'
  | 'error'
  | 'params'
  | 'server'
  | 'island'
  | 'personal'
  | 'private'

/** The kinds of files that take part in requests. */
export type ServedFileKind = Exclude<RouteFileKind, 'island' | 'personal' | 'private'>

/** A source file in `routes/`. */
export interface RouteFile {
  /** Relative to `routes/`, with slashes (`blog/[slug].tsx`). */
  path: string
  kind: RouteFileKind
  /** The folder it is in (`''`, `blog` or `(shop)/cart`). */
  folder: string
  /** The only status that an error page is for (400 to 599); `_error` has none. */
  status?: number
  /** A message for the author when the name is probably a mistake. */
  warning?: string
  /** Where the file of an extension comes from; its `path` is where it would be in `routes/`. */
  from?: { readonly extension: string; readonly file: string }
}

const scriptExtensions: readonly string[] = ['.tsx', '.ts', '.jsx', '.js']

const folderFiles: ReadonlyMap<string, RouteFileKind> = new Map([
  ['_layout', 'layout'],
  ['_middleware', 'middleware'],
  ['_error', 'error'],
])

const rootFiles: ReadonlyMap<string, RouteFileKind> = new Map([
  ['_app', 'app'],
  ['_params', 'params'],
  ['_server', 'server'],
])

/**
 * Parses the path of a file in `routes/`.
 *
 * @param path Relative to `routes/`, with slashes
 * @param extensions All extensions of source files (default: `.tsx`, `.ts`, `.jsx` and `.js`)
 * @returns `undefined` for other files: another extension, or a name that begins with a dot, except the folder `.well-known`
 */
export function parseRouteFile(
  path: string,
  extensions: readonly string[] = scriptExtensions,
): RouteFile | undefined {
  const slash = path.lastIndexOf('/')
  const dot = path.lastIndexOf('.')
  const extension = path.slice(dot)
  const name = path.slice(slash + 1, dot)
  // Editors and file systems leave copies such as ".#index.tsx" and "._index.tsx" behind.
  if (dot <= slash + 1 || name.startsWith('.') || !extensions.includes(extension)) return undefined

  const folder = path.slice(0, Math.max(slash, 0))
  // RFC 8615 gives this folder a meaning on the web.
  if (folder.split('/').some((part) => part.startsWith('.') && part !== '.well-known')) return undefined
  const file = { path, folder }
  if (scriptExtensions.includes(extension)) {
    if (/\.(?:test|spec|server)$/.test(name)) return { ...file, kind: 'private' }
    if (name.endsWith('.d') && extension === '.ts') return { ...file, kind: 'private' }
    if (name.endsWith('.island')) return { ...file, kind: 'island' }
    if (name.endsWith('.personal')) return { ...file, kind: 'personal' }
  }
  const ending = scriptExtensions.includes(extension) ? findEndingWarning(path, name, extension) : {}
  if (folder.split('/').some((part) => part.startsWith('_'))) return { ...file, kind: 'private', ...ending }
  if (name.startsWith('_')) return { ...file, ...parseSpecialName(name, extension, file), ...ending }
  if (name.startsWith('(') && name.endsWith(')')) {
    return toMistake(path, 'Parentheses name a group, which is a folder. Use a plain name.', file)
  }
  return { ...file, kind: 'route', ...ending }
}

/** Finds the warning for a name such as `counter.iland.tsx`, which would be a route instead of an island. */
function findEndingWarning(path: string, name: string, extension: string): Pick<RouteFile, 'warning'> {
  const dot = name.lastIndexOf('.')
  const word = name.slice(dot + 1)
  const meant = dot > 0 ? findNearMiss(word, ['island', 'personal', 'server'], 1) : undefined
  if (meant === undefined) return {}
  return {
    warning: `routes/${path}: .${word} has no special meaning. Did you mean ${name.slice(0, dot)}.${meant}${extension}?`,
  }
}

type FileLocation = Pick<RouteFile, 'path' | 'folder'>

function parseSpecialName(name: string, extension: string, file: FileLocation): RouteFile {
  const { path, folder } = file
  const folderKind = folderFiles.get(name)
  if (folderKind !== undefined) return { ...file, kind: folderKind }
  const rootKind = rootFiles.get(name)
  if (rootKind !== undefined && folder === '') return { ...file, kind: rootKind }
  if (rootKind !== undefined) {
    const advice = rootKind === 'app' ? `Use _layout${extension} here.` : 'Move it there.'
    return toMistake(path, `Only routes/${name}${extension} has a special meaning. ${advice}`, file)
  }
  if (/^_\d{3}$/.test(name)) {
    const status = Number(name.slice(1))
    if (status >= 400 && status <= 599) return { ...file, kind: 'error', status }
    return toMistake(path, 'Error pages are named after a status from 400 to 599, such as _404.', file)
  }
  const meant = findMeantName(name, folder)
  if (meant !== undefined) return toMistake(path, `Did you mean ${meant}${extension}?`, file)
  return { ...file, kind: 'private' }
}

// One letter away from _app, and a plausible name for a private file.
const plausibleNames = new Set(['_api'])

function findMeantName(name: string, folder: string): string | undefined {
  if (plausibleNames.has(name)) return undefined
  const known = [...folderFiles.keys(), '_404', ...(folder === '' ? rootFiles.keys() : [])]
  return findNearMiss(name, known)
}

function toMistake(path: string, advice: string, file: FileLocation): RouteFile {
  return { ...file, kind: 'private', warning: `routes/${path} is private. ${advice}` }
}

/** Tells whether a file is the site's own `_404` page. */
export function isNotFoundPage(path: string): boolean {
  return /^_404\.\w+$/.test(path)
}
