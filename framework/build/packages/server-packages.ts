// Lists what a built server needs to start: its own modules, and the packages that a deployment has to install.
import { writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Plugin, Rolldown } from 'vite'
import { frameworkFolder } from '../configure.ts'
import { manifestId } from '../virtual-modules.ts'
import { findPackage, isPackageImport, listDeclared, toPackageName } from './find-packages.ts'

export interface ServerPackages {
  readonly plugin: Plugin
  /**
   * Writes the `package.json` of `dist/server`, and what the start checks: `packages.json` and `modules.json`.
   *
   * @returns The names of the packages that it lists
   */
  write(folder: string, root: string): Promise<readonly string[]>
}

/** Creates the plugin that collects the packages, and the function that writes them down. */
export function listServerPackages(): ServerPackages {
  /** The folders from which the packages are imported, by their names. */
  const imported = new Map<string, Set<string>>()
  let needed: readonly string[] = []
  let modules: readonly string[] = []
  return {
    plugin: {
      name: 'vial:server-packages',
      sharedDuringBuild: true,
      applyToEnvironment: ({ name }) => name === 'ssr',
      buildStart: () => imported.clear(),
      generateBundle(_options, bundle) {
        for (const chunk of Object.values(bundle)) {
          if (chunk.type !== 'chunk') continue
          for (const id of chunk.moduleIds) {
            const { importedIds = [], dynamicallyImportedIds = [] } = this.getModuleInfo(id) ?? {}
            const packages = [...importedIds, ...dynamicallyImportedIds].filter(isPackageImport)
            for (const source of packages) addTo(imported, toPackageName(source), dirname(id))
          }
        }
        const routes = this.getModuleInfo(`\0${manifestId}`)?.dynamicallyImportedIds
        needed = listNeeded(bundle, new Set(routes))
      },
      writeBundle(_options, bundle) {
        modules = Object.keys(bundle).filter((name) => bundle[name]!.type === 'chunk')
      },
    },
    async write(folder, root) {
      const dependencies: Record<string, string> = {}
      const declared = await listDeclared(root)
      for (const [name, importers] of [...imported].sort()) {
        // The framework itself imports packages that a site installs only if it uses them, such as ioredis.
        const importer = declared.has(name) ? root : [...importers].find((folder) => !isFramework(folder))
        const found = importer && ((await findPackage(name, importer)) ?? (await findPackage(name, root)))
        if (found) dependencies[name] = String(found.json.version)
      }
      // Without the type, Node would have to guess that these are modules, and say so.
      const json = { private: true, type: 'module', dependencies }
      await writeFile(`${folder}/package.json`, `${JSON.stringify(json, null, 2)}\n`)
      await writeFile(`${folder}/packages.json`, JSON.stringify(needed))
      await writeFile(`${folder}/modules.json`, JSON.stringify(modules))
      return Object.keys(dependencies)
    },
  }
}

/** Lists the packages without which a route does not load: what is imported by `import()` may be missing until then. */
function listNeeded(bundle: Rolldown.OutputBundle, routes: ReadonlySet<string | null>): string[] {
  const found = new Set<string>()
  const visited = new Set<string>()
  const visit = (name: string): void => {
    const chunk = bundle[name]
    if (!chunk && isPackageImport(name)) found.add(name)
    if (chunk?.type !== 'chunk' || visited.has(name)) return
    visited.add(name)
    for (const each of chunk.imports) visit(each)
  }
  for (const [name, file] of Object.entries(bundle)) {
    if (file.type === 'chunk' && routes.has(file.facadeModuleId)) visit(name)
  }
  return [...found].sort()
}

function addTo(sets: Map<string, Set<string>>, name: string, value: string): void {
  const set = sets.get(name)
  if (set) set.add(value)
  else sets.set(name, new Set([value]))
}

function isFramework(folder: string): boolean {
  return `${folder}/`.startsWith(frameworkFolder)
}
