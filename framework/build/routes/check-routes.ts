// Checks all route files together, before anything is built or served: patterns, matchers, clashes and duplicates.
import { createUserError } from '../../node/user-error.ts'
import { type FolderTable, createFolderTable } from '../../routing/folder-table.ts'
import { type Matchers, describeMissingMatchers, findMatcher } from '../../routing/matcher.ts'
import { type Pattern, listParams, parseFolderPattern, parsePattern } from '../../routing/pattern.ts'
import type { RouteFile } from '../../routing/route-file.ts'
import { type RouteTable, type TableEntry, createRouteTable, findClashes } from '../../routing/table.ts'

/**
 * Parses all patterns and looks for clashes.
 *
 * @returns The same files
 * @throws Error that names every file with a problem, one per line
 */
export function checkRoutes(files: readonly RouteFile[]): readonly RouteFile[] {
  const problems = findRouteProblems(files)
  if (problems.length > 0) throw createUserError(problems.join('\n'))
  return files
}

/** Finds invalid patterns, unknown matchers, files that answer the same URL, and duplicates of special files. */
export function findRouteProblems(files: readonly RouteFile[]): string[] {
  const problems: string[] = []
  const entries: TableEntry<undefined>[] = []
  const hasParams = files.some((file) => file.kind === 'params')
  for (const file of files) {
    try {
      const pattern = file.kind === 'route' ? toPattern(file) : parseFolderPattern(file.folder)
      if (file.kind === 'route') entries.push({ pattern, file: nameFile(file), value: undefined })
      // The matchers in _params are known once it runs.
      if (!hasParams) problems.push(...describeMissingMatchers(nameFile(file), pattern, new Set()))
    } catch (error) {
      problems.push((error as Error).message)
    }
  }
  for (const { files: pair } of findClashes(entries)) {
    problems.push(`${pair[0]} and ${pair[1]} answer the same URL. Rename or remove one.`)
  }
  return [...new Set([...problems, ...findDuplicates(files)])]
}

/** Finds special files, such as `_layout`, that exist with two extensions. */
function findDuplicates(files: readonly RouteFile[]): string[] {
  const problems: string[] = []
  const specials = new Map<string, string>()
  for (const file of files) {
    if (file.kind === 'route') continue
    const name = withoutExtension(file)
    const other = specials.get(name)
    if (other) problems.push(`${other} and ${nameFile(file)} are the same file twice. Remove one.`)
    specials.set(name, nameFile(file))
  }
  return problems
}

function nameFile({ path, from }: RouteFile): string {
  return from ? `${path} of the extension ${from.extension}` : `routes/${path}`
}

/**
 * Creates the table that finds the file for a URL.
 *
 * @param matchers The site's own matchers; one that is missing accepts any text, so that the site does not have to run
 */
export function createFileTable(files: readonly RouteFile[], matchers: Matchers = {}): RouteTable<RouteFile> {
  const entries = files
    .filter((file) => file.kind === 'route')
    .map((file) => ({ pattern: toPattern(file), file: file.path, value: file }))
  return createRouteTable(
    entries,
    withAll(
      matchers,
      entries.map(({ pattern }) => pattern),
    ),
  )
}

/** Creates the table that finds the folder of a URL without a route; `matchers` as above. */
export function createFileFolders(files: readonly RouteFile[], matchers: Matchers = {}): FolderTable {
  const folders = [...new Set(files.map(({ folder }) => folder))]
  return createFolderTable(folders, withAll(matchers, folders.map(parseFolderPattern)))
}

/** Lists the matchers that the patterns of a site use. */
export function listMatchers(patterns: readonly Pattern[]): string[] {
  return [
    ...new Set(patterns.flatMap((pattern) => listParams(pattern).flatMap(({ matcher }) => matcher ?? []))),
  ]
}

/** Parses the pattern of a route file. */
export function toPattern(file: RouteFile): Pattern {
  return parsePattern(withoutExtension(file), file.path)
}

function withoutExtension({ path }: RouteFile): string {
  return path.slice(0, path.lastIndexOf('.'))
}

function withAll(matchers: Matchers, patterns: readonly Pattern[]): Matchers {
  return Object.fromEntries(
    listMatchers(patterns).map((name) => [name, findMatcher(name, matchers) ?? acceptAny]),
  )
}

function acceptAny(text: string): { value: string } {
  return { value: text }
}
