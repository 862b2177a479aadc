// Refuses route files that cannot live together, before anything is built or served.
import { builtInMatchers } from '../routing/matcher.ts'
import { parsePattern } from '../routing/pattern.ts'
import type { RouteFile } from '../routing/route-file.ts'
import { type RouteTable, type TableEntry, createRouteTable, findClashes } from '../routing/table.ts'

/**
 * Parses all patterns and looks for clashes.
 *
 * @returns The same files
 * @throws Error that names every file in trouble, one sentence a line
 */
export function checkRoutes(files: readonly RouteFile[]): readonly RouteFile[] {
  const problems: string[] = []
  const entries: TableEntry<undefined>[] = []
  const hasParams = files.some((file) => file.kind === 'params')
  for (const file of files) {
    if (file.kind !== 'route') continue
    try {
      const pattern = parsePattern(file.path.slice(0, file.path.lastIndexOf('.')))
      entries.push({ pattern, file: file.path, value: undefined })
      for (const name of pattern.segments.flatMap(matchersOf)) {
        if (!hasParams && !Object.hasOwn(builtInMatchers, name)) {
          problems.push(
            `routes/${file.path}: there is no matcher ${name}. Export one from routes/_params.ts, or use int, uuid or slug.`,
          )
        }
      }
    } catch (error) {
      problems.push((error as Error).message)
    }
  }
  for (const { files: pair } of findClashes(entries)) {
    problems.push(`routes/${pair[0]} and routes/${pair[1]} answer the same URL. Rename or remove one.`)
  }
  const specials = new Map<string, string>()
  for (const file of files) {
    if (file.kind === 'route') continue
    const name = file.path.slice(0, file.path.lastIndexOf('.'))
    const other = specials.get(name)
    if (other) problems.push(`routes/${other} and routes/${file.path} are the same file twice. Remove one.`)
    specials.set(name, file.path)
  }
  if (problems.length > 0) throw new Error(problems.join('\n'))
  return files
}

/**
 * Makes a table that knows which file answers, without running the site's own matchers: they accept any text.
 */
export function createFileTable(files: readonly RouteFile[]): RouteTable<RouteFile> {
  const entries = files
    .filter((file) => file.kind === 'route')
    .map((file) => ({
      pattern: parsePattern(file.path.slice(0, file.path.lastIndexOf('.'))),
      file: file.path,
      value: file,
    }))
  const own = entries.flatMap(({ pattern }) => pattern.segments.flatMap(matchersOf))
  const matchers = Object.fromEntries(own.map((name) => [name, builtInMatchers[name] ?? acceptAny]))
  return createRouteTable(entries, matchers)
}

function acceptAny(text: string): { value: string } {
  return { value: text }
}

type Segments = ReturnType<typeof parsePattern>['segments']

function matchersOf(segment: Segments[number]): string[] {
  if (segment.kind === 'mixed') {
    return segment.parts.flatMap((part) => (typeof part === 'string' ? [] : (part.matcher ?? [])))
  }
  return 'matcher' in segment && segment.matcher ? [segment.matcher] : []
}
