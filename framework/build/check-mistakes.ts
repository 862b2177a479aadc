// Reports mistakes in source files: in development as soon as the server loads a file, in a build for all files at once.
import { readFile } from 'node:fs/promises'
import { type Plugin, normalizePath } from 'vite'
import type { RouteFile } from '../routing/route-file.ts'
import type { RouteTable } from '../routing/table.ts'
import { createFileTable } from './routes/check-routes.ts'
import { type ReportedMistake, checkSourceFile, isOwnSource } from './mistakes/read-source.ts'
import { keepMistakes, readSourceGraph } from './mistakes/source-graph.ts'
import { isPersonalPart } from './browser/personal-parts.ts'
import { isIsland } from './browser/read-island.ts'
import type { BuildSite } from './site.ts'

/**
 * Checks every source file that the server loads.
 *
 * A warning is printed once for each place. In development an error is the file's own, so the pages that need it show it;
 * a build fails with all errors.
 */
export function checkMistakes(site: BuildSite): Plugin {
  const warned = new Map<string, ReadonlySet<string>>()
  const errors = new Map<string, readonly string[]>()
  return {
    name: 'vial:check-mistakes',
    async configureServer({ watcher }) {
      watcher.on('add', checkUnvisited).on('change', checkUnvisited)
      const files = await listOwnFiles(site)
      await Promise.all(files.map(({ path }) => checkUnvisited(site.toFile(path))))
    },
    // Before JSX and types are compiled.
    enforce: 'pre',
    sharedDuringBuild: true,
    applyToEnvironment: (environment) => environment.config.consumer === 'server',
    transform: {
      order: 'pre',
      // Without queries: they name what another plugin makes of a file, such as the code of an island.
      filter: { id: { include: /^[^?]+\.[cm]?[jt]sx?$/, exclude: /\/node_modules\// } },
      async handler(code, id) {
        const path = normalizePath(id)
        if (!isOwnSource(path, site)) return undefined
        // What Vite has loaded in place of an island or a personal part is the code around it.
        const source = isIsland(path) || isPersonalPart(path) ? await readFile(path, 'utf8') : code
        const checked = checkSourceFile(path, source, site, await openLinkTable(source, site))
        if (!checked) return undefined
        if (site.toRoutePath(path) !== undefined) site.compiled.sourceExports.set(path, checked.exports)
        const found = await findServerMistakes(path, checked.mistakes, site)
        site.compiled.sourceMistakes.set(path, found)
        warn(
          path,
          found.filter(({ level }) => level === 'warning'),
        )
        const isForBuild = site.config.command === 'build'
        const reports = found.flatMap(({ level, report }) => (level === 'error' ? [report] : []))
        // What cannot be compiled ends a build at once.
        const isCollected = isForBuild && !found.some(({ isSyntax }) => isSyntax)
        errors.set(path, isCollected ? reports : [])
        if (isCollected || reports.length === 0) return undefined
        const { line, column } = found.find(({ level }) => level === 'error')!
        // Rollup counts columns from 0.
        return this.error({
          id,
          message: reports.join('\n'),
          loc: { file: path, line, column: column - 1 },
        })
      },
    },
    watchChange(id, { event }) {
      if (event !== 'delete') return
      errors.delete(normalizePath(id))
      site.compiled.exportErrors.delete(normalizePath(id))
    },
    buildEnd(error) {
      const all = [...errors.values(), ...site.compiled.exportErrors.values()].flat().sort().join('\n')
      if (all === '') return
      // What ends the build early, such as a syntax error, does not hide the rest.
      if (error) site.config.logger.error(all)
      else this.error(all)
    },
  }

  /** Checks a file that only a visit of its own URL would load, which its author does not expect it to have. */
  async function checkUnvisited(file: string): Promise<void> {
    const path = normalizePath(file)
    if (!foreignName.test(path) || site.toRoutePath(path) === undefined) return
    try {
      const code = await readFile(path, 'utf8')
      const found = checkSourceFile(path, code, site, await openLinkTable(code, site))?.mistakes ?? []
      const kept = await findServerMistakes(path, found, site)
      warn(
        path,
        kept.filter(({ level }) => level === 'warning'),
      )
    } catch (error) {
      // The file may be gone again.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }

  /** Prints the warnings of a file that it did not have before, wherever they have moved. */
  function warn(path: string, found: readonly ReportedMistake[]): void {
    const before = warned.get(path)
    const now = new Set<string>()
    const counts = new Map<string, number>()
    for (const { message, report } of found) {
      const count = (counts.get(message) ?? 0) + 1
      counts.set(message, count)
      const place = `${count} ${message}`
      now.add(place)
      if (!before?.has(place)) site.config.logger.warn(report, { timestamp: true })
    }
    warned.set(path, now)
  }
}

/** The names of files that Next.js shows around, instead of or before other pages. */
const foreignName = /\/(layout|template|loading|error|global-error|not-found)\.[jt]sx$/

/** Lists the files in `routes/`; none if they clash, which is reported where the site is loaded. */
function listOwnFiles(site: BuildSite): Promise<readonly RouteFile[]> {
  return site.ownFiles().catch(() => [])
}

/** Leaves out what is right in a browser if an island uses the file, and on the server if none does. */
async function findServerMistakes(
  path: string,
  found: readonly ReportedMistake[],
  site: BuildSite,
): Promise<readonly ReportedMistake[]> {
  if (!found.some(({ isFineInBrowser, isFineOnServer }) => isFineInBrowser || isFineOnServer)) return found
  return keepMistakes(found, path, await readSourceGraph(site, await site.ownFiles()))
}

const linkTables = new WeakMap<readonly RouteFile[], RouteTable<RouteFile>>()

/**
 * Opens the table of the routes that links and forms lead to; `undefined` for code that needs none: without a form, and
 * without a base path, which every link has.
 *
 * It has no routes of extensions: `_server` names them, and the file that is checked here may be a part of it.
 */
async function openLinkTable(code: string, site: BuildSite): Promise<RouteTable<RouteFile> | undefined> {
  if (site.options.base === '/' && !code.includes('<form')) return undefined
  try {
    const files = await site.ownFiles()
    const table = linkTables.get(files) ?? createFileTable(files)
    linkTables.set(files, table)
    return table
  } catch {
    // Routes that clash are reported where the site is loaded.
    return undefined
  }
}
