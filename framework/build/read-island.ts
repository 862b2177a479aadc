// Reads the file of an island: which components are in it.
import { readFile } from 'node:fs/promises'
import { normalizePath } from 'vite'
import { readModuleExports } from './route-exports.ts'

/** Tells whether a file holds an island. */
export function isIsland(path: string): boolean {
  return /\.island\.[jt]sx?$/.test(path)
}

/** Names an island by its way from the project's root; the same on every machine. */
export function toIslandFile(path: string, root: string): string {
  const normal = normalizePath(path)
  return normal.startsWith(`${root}/`) ? normal.slice(root.length + 1) : normal
}

export interface Island {
  /** All that the file exports. */
  readonly names: readonly string[]
  readonly components: readonly string[]
  /** What the file says of its time to wake, when it says so literally. */
  readonly hydrate: unknown
  /** Whether the file says `hydrate = 'only'`. */
  readonly isForBrowserOnly: boolean
}

/**
 * Reads what an island's file exports, without running it.
 *
 * @param file Its name for messages
 */
export async function readIsland(path: string, file: string): Promise<Island> {
  const lang = path.slice(path.lastIndexOf('.') + 1) as 'tsx'
  const { names, isOpen, literalOf } = readModuleExports(await readFile(path, 'utf8'), lang)
  if (/[%?#]/.test(file)) {
    throw new Error(`${file}: browsers cannot load a file with %, ? or # in its name. Rename it.`)
  }
  if (isOpen) throw new Error(`${file}: export * hides which components there are. Export them by name.`)
  const components = [...names].filter(isComponentName)
  if (components.length === 0) {
    throw new Error(
      `${file}: there is no component. Export one as default, or by a name that starts with a capital letter.`,
    )
  }
  const hydrate = literalOf('hydrate')?.literal
  return { names: [...names], components, hydrate, isForBrowserOnly: hydrate === 'only' }
}

/** As JSX has it: what starts with a small letter is something else, a setting or a function. */
export function isComponentName(name: string): boolean {
  return name === 'default' || /^[A-Z]/.test(name)
}
