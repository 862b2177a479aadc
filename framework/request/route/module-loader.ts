// Loads the files of a manifest: once in production, anew for every request in development.
import type { ManifestFile } from '../pipeline/manifest.ts'

export type LoadModule = (file: ManifestFile) => object | Promise<object>

/**
 * Makes the loader of a handler.
 *
 * @param keepModules Whether a module that has loaded stays; a failed load is tried again either way
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
