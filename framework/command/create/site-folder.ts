// Finds the folder and the name of a new site.
import { readdir } from 'node:fs/promises'
import { basename } from 'node:path'
import { createUserError } from '../../node/user-error.ts'

/**
 * Checks that a new site may be written into a folder, and returns the site's name for `package.json`.
 *
 * @param folder Absolute path
 * @param command The command to name in the message, such as `vial new`
 * @throws Error for a name that Windows, Vite or npm refuse, for a file, and for a folder that is not empty
 */
export async function checkSiteFolder(folder: string, command: string): Promise<string> {
  const given = basename(folder)
  const problem = findNameProblem(given)
  if (problem !== undefined) {
    throw createUserError(
      `${command}: a site cannot be named ${JSON.stringify(given)}: ${problem}. Use letters, digits and hyphens.`,
    )
  }
  const present = await readFolder(folder)
  if (present.length > 0) {
    throw createUserError(`${folder} is not empty (${present[0]}). Choose another folder, or empty it.`)
  }
  const name = given.toLowerCase().replace(/[^a-z0-9-]+/g, '-')
  return name.replace(/^-+|-+$/g, '').slice(0, 200) || 'my-site'
}

function findNameProblem(name: string): string | undefined {
  // Windows refuses the first seven; Vite reads what follows ? or # as a query or a hash.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are refused.
  const [found] = /[<>:"|?*#\u0000-\u001f]/.exec(name) ?? []
  if (found !== undefined) return `it contains ${JSON.stringify(found)}`
  if (/^(node_modules|favicon\.ico|vial)$/i.test(name))
    return 'npm does not install into a package of this name'
  if (/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(name)) return 'Windows reserves this name'
  return undefined
}

async function readFolder(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    if (error.code === 'ENOTDIR') throw createUserError(`${folder} is a file. Choose another name.`)
    throw error
  })
  // A new repository counts as empty.
  return names.filter((name) => name !== '.git')
}
