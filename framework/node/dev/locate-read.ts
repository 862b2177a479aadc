// Finds the place in the site's source where an error was created.
import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { ownFolder } from '../own-folder.ts'
import { parseFrame } from '../log/stack-frame.ts'

/**
 * Creates a function that finds the first file of the site in a stack.
 *
 * It skips installed packages, the framework and built files. The stack of a built site names the source only if source
 * maps are enabled.
 *
 * @param root The folder of the project
 * @returns A function that returns the file, relative to the project, and the place in it: `routes/_layout.tsx:5:17`
 */
export function createLocator(root: string): (error: Error) => string | undefined {
  const inside = join(root, '/')
  const skipped = [ownFolder]
  try {
    // A workspace links the package, so its path does not contain node_modules.
    skipped.push(join(realpathSync(join(root, 'node_modules/vial')), '/'))
  } catch {
    // A built site needs no packages.
  }
  return ({ stack = '' }) => {
    for (const text of stack.split('\n')) {
      const { file = '', line, column } = parseFrame(text) ?? {}
      const isOfSite = file.startsWith(inside) && !file.includes('node_modules')
      if (isOfSite && !skipped.some((folder) => file.startsWith(folder))) {
        return `${file.slice(inside.length).replaceAll('\\', '/')}:${line}:${column}`
      }
    }
    return undefined
  }
}
