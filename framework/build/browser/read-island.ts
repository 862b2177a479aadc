// Reads which components an island's file exports.
import { readFile } from 'node:fs/promises'
import { normalizePath } from 'vite'
import { toLanguage } from '../parse-tree.ts'
import { readModuleExports } from '../routes/route-exports.ts'

/** Tells whether a file is an island. Packages may use `.mjs`. */
export function isIsland(path: string): boolean {
  return /\.island\.m?[jt]sx?$/.test(path)
}

/** Removes the version that Vite appends to the files of packages while it optimizes packages for the server. */
export function withoutVersion(id: string): string {
  return id.replace(/\?v=[\da-f]+$/, '')
}

/** Names an island by its path relative to the project, which is the same on every machine. */
export function toIslandFile(path: string, root: string): string {
  const normal = normalizePath(path)
  return normal.startsWith(`${root}/`) ? normal.slice(root.length + 1) : normal
}

export interface Island {
  /** All names that the file exports. */
  readonly names: readonly string[]
  readonly components: readonly string[]
  /** The exported hydration strategy, if it is a literal. */
  readonly hydrate: unknown
  /** Whether the file exports `hydrate = 'only'`. */
  readonly isForBrowserOnly: boolean
}

/**
 * Reads what an island's file exports, without running it.
 *
 * @param file Its name for messages
 */
export async function readIsland(path: string, file: string): Promise<Island> {
  const { names, isOpen, literalOf } = readModuleExports(await readFile(path, 'utf8'), toLanguage(path))
  if (/[%?#]/.test(file)) {
    throw new Error(`${file}: browsers cannot load a file with %, ? or # in its name. Rename it.`)
  }
  if (isOpen) throw new Error(`${file}: export * hides which components it exports. Export them by name.`)
  const components = [...names].filter(isComponentName)
  if (components.length === 0) {
    throw new Error(
      `${file}: there is no component. Export one as default, or with a name that starts with a capital letter.`,
    )
  }
  const hydrate = literalOf('hydrate')?.literal
  return { names: [...names], components, hydrate, isForBrowserOnly: hydrate === 'only' }
}

/** Applies JSX's rule: a name with a lower-case first letter is not a component, but a setting or a function. */
export function isComponentName(name: string): boolean {
  return name === 'default' || /^[A-Z]/.test(name)
}
