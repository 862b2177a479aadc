// Checks and creates the folder of a new site, and derives the site's name from it.
import { mkdir, readdir, stat } from 'node:fs/promises'
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
  const plain = given.normalize('NFD').replace(/\p{Mark}/gu, '')
  const name = plain.toLowerCase().replace(/[^a-z0-9-]+/g, '-')
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
  const names = await readdir(folder).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    if (error.code === 'ENOTDIR' && (await isFile(folder))) {
      throw createUserError(`${folder} is a file. Choose another name.`)
    }
    throw createFolderError(folder, error)
  })
  // A new repository counts as empty.
  return names.filter((name) => name !== '.git')
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
}

/**
 * Creates the folder of a new site, with the folders around it.
 *
 * @throws Error if the system refuses, for example because of missing permissions
 */
export async function createSiteFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: Error) => {
    throw createFolderError(folder, error)
  })
}

function createFolderError(folder: string, { message }: Error): Error {
  // Without the system call and the path.
  const [reason] = message.split(', ', 1)
  return createUserError(`${folder} cannot be created: ${reason}. Choose another folder.`)
}
