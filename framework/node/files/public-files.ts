// Lists the files of a folder that may be public.
import type { Stats } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { isAbsolute, join, relative, sep } from 'node:path'
import { encodeSegment } from '../../http/encode-segment.ts'

/**
 * Lists the files below a folder that visitors may download.
 *
 * Leaves out names that start with a dot (except `/.well-known/`), links that point outside the folder or to a hidden file,
 * and everything that is not a regular file.
 *
 * @param folder Its path; a missing folder has no files
 * @returns Real paths on disk, by canonical URL path
 */
export async function findPublicFiles(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  const root = await toRealPath(folder)
  if (root !== undefined) await findInFolder(root, [], [root], found)
  return found
}

async function findInFolder(
  folder: string,
  names: readonly string[],
  parents: readonly string[],
  found: Map<string, string>,
): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const ownNames = [...names, entry.name]
    if (!isPublic(ownNames)) continue
    const path = join(folder, entry.name)
    const target = entry.isSymbolicLink() ? await followLink(path, parents) : { path, entry }
    if (target?.entry.isDirectory()) {
      await findInFolder(target.path, ownNames, [...parents, target.path], found)
    } else if (target?.entry.isFile()) {
      found.set(`/${ownNames.map(encodeSegment).join('/')}`, target.path)
    }
  }
}

function isPublic(names: readonly string[]): boolean {
  return names.every((name, depth) =>
    name.startsWith('.') ? depth === 0 && name === '.well-known' : name.isWellFormed(),
  )
}

async function followLink(
  link: string,
  parents: readonly string[],
): Promise<{ path: string; entry: Stats } | undefined> {
  const [root = ''] = parents
  const path = await toRealPath(link)
  // A link to one of its own parent folders would never end.
  if (path === undefined || parents.includes(path)) return undefined
  const inside = relative(root, path)
  if (isAbsolute(inside) || !isPublic(inside.split(sep))) return undefined
  return { path, entry: await stat(path) }
}

async function toRealPath(path: string): Promise<string | undefined> {
  try {
    return await realpath(path)
  } catch (error) {
    // The link is broken or circular, or the site has no such folder.
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return undefined
    throw error
  }
}
