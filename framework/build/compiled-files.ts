// What has been noticed while the modules of the server were compiled.
import type { Island } from './browser/read-island.ts'
import type { FoundMistake } from './mistakes/check-source.ts'
import type { ModuleExports } from './routes/route-exports.ts'

export interface CompiledFiles {
  /** The islands that the server imports, by name. */
  readonly islands: Map<string, Island>
  /** The browser entries that the server imports: absolute paths, by path relative to the project. */
  readonly entries: Map<string, string>
  /** What files in `routes/` export that are being compiled, by absolute path. */
  readonly sourceExports: Map<string, ModuleExports>
  /** What the source checks say about the files that the server has loaded, by absolute path. */
  readonly sourceMistakes: Map<string, readonly FoundMistake[]>
  /** The export errors of route files, by absolute path: the build reports them with all other errors. */
  readonly exportErrors: Map<string, readonly string[]>
  /** The files besides modules that the server's code reads by their URLs: absolute paths. */
  readonly namedFiles: Set<string>
  /** The route files with `config.prerender`, as paths below `routes/`. */
  readonly prerendered: Set<string>
}

/** Creates the lists of a site of which nothing has been compiled yet. */
export function createCompiledFiles(): CompiledFiles {
  return {
    islands: new Map(),
    entries: new Map(),
    sourceExports: new Map(),
    sourceMistakes: new Map(),
    exportErrors: new Map(),
    namedFiles: new Set(),
    prerendered: new Set(),
  }
}
