// Reads what the modules of a bundle import.
import type { Rollup } from 'vite'

/** What a module imports, by id and in source order. */
export interface ModuleImports {
  readonly fixed: readonly string[]
  readonly dynamic: readonly string[]
}

const nothing: ModuleImports = { fixed: [], dynamic: [] }

/**
 * Creates a function that reads the imports of a module of a bundle whose graph no longer changes.
 *
 * It asks the bundler once for each module. Every answer of the bundler lists all modules that import the one in question, so
 * to ask it for each route what the framework imports would take time that grows with the square of the number of routes.
 */
export function createImportReader(
  getModuleInfo: (id: string) => Rollup.ModuleInfo | null,
): (id: string) => ModuleImports {
  const read = new Map<string, ModuleImports>()
  return (id) => {
    let imports = read.get(id)
    if (imports === undefined) {
      const info = getModuleInfo(id)
      imports = info ? { fixed: info.importedIds, dynamic: info.dynamicallyImportedIds } : nothing
      read.set(id, imports)
    }
    return imports
  }
}

/**
 * Finds the modules that lead to a goal, over any number of imports, with the goals themselves.
 *
 * It follows every import once. To search below each route for what few of them have would take time that grows with the
 * product of the routes and the modules that they share.
 */
export function findLeading(
  starts: Iterable<string>,
  importsOf: (id: string) => Iterable<string>,
  isGoal: (id: string) => boolean,
): ReadonlySet<string> {
  const importers = new Map<string, string[]>()
  const reached = new Set(starts)
  for (const id of reached) {
    for (const imported of importsOf(id)) {
      reached.add(imported)
      const known = importers.get(imported)
      if (known) known.push(id)
      else importers.set(imported, [id])
    }
  }
  const leading = new Set([...reached].filter(isGoal))
  for (const id of leading) for (const importer of importers.get(id) ?? []) leading.add(importer)
  return leading
}
