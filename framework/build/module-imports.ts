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
