// Loads the files of a manifest: once in production, again for every request in development.
import type { ManifestFile } from '../pipeline/manifest.ts'

export type LoadModule = (file: ManifestFile) => object | Promise<object>

/**
 * Creates the function that loads the modules of a site.
 *
 * @param keepModules Whether to reuse a module once it has loaded; a failed load is always tried again
 */
export function createModuleLoader(keepModules: boolean): LoadModule {
  if (!keepModules) return (file) => file.load()
  const loaded = new Map<ManifestFile, object>()
  return (file) => {
    const module = loaded.get(file)
    if (module) return module
    return file.load().then((fresh) => {
      loaded.set(file, fresh)
      return fresh
    })
  }
}
