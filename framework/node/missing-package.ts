// Explains that a package of the site is not installed beside the built server.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createUserError } from './user-error.ts'

/**
 * Explains why a module of a built site does not load, if a package is missing: `dist/` was copied, and the packages that it
 * imports were not installed.
 *
 * @returns `undefined` for any other error, and for a package that misses one of its own
 */
export function explainMissingPackage(error: unknown): Error | undefined {
  const { code, message } = (error ?? {}) as Partial<NodeJS.ErrnoException>
  if (code !== 'ERR_MODULE_NOT_FOUND') return undefined
  const [, name, importer] = /^Cannot find package '([^']+)' imported from (.+)$/.exec(String(message)) ?? []
  if (!name || !importer || /[\\/]node_modules[\\/]/.test(importer)) return undefined
  const folder = findPackageFolder(dirname(importer))
  return createUserError(`The package ${name} is not installed. Run npm install in ${folder}.`)
}

/**
 * Refuses to start while packages are missing that routes import, which load when the server already answers: a deployment
 * that is incomplete must not replace one that works.
 *
 * @param names What the code of the site imports, such as `yjs` or `date-fns/locale`
 * @throws Error that says what to do
 */
export function checkPackages(names: readonly string[]): void {
  for (const name of names) {
    try {
      import.meta.resolve(name)
    } catch (error) {
      const missing = explainMissingPackage(error)
      if (missing) throw missing
    }
  }
}

/** Finds the folder whose package.json the build has written. */
function findPackageFolder(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder
    if (folder === dirname(folder)) return start
  }
}
