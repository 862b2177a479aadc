// Looks for a file that is to be sent, and for nothing but files.
import { realpath, stat } from 'node:fs/promises'
import { isAbsolute, join, relative, sep } from 'node:path'
import { isPlainPath } from '../http/plain-path.ts'
import type { FoundFile } from '../request/pipeline/manifest.ts'
import { streamFile } from './file-stream.ts'

/**
 * Finds a regular file.
 *
 * @param path Absolute; with a root, relative to it
 * @param root An absolute folder: what is outside of it, by `..` or by a link, is not found, and neither are hidden files
 * @throws Error for a path that depends on where the server was started
 */
export async function findFile(path: string, root?: string): Promise<FoundFile | undefined> {
  if (!isAbsolute(root ?? path)) {
    throw new Error(
      `ctx.sendFile('${path}'): ${root === undefined ? 'the path' : `the root '${root}'`} is relative. Use an absolute one: servers are started from any folder.`,
    )
  }
  if (path.includes('\0') || (root !== undefined && !isPlainPath(path, sep === '\\'))) return undefined
  try {
    const real = await realpath(root === undefined ? path : join(root, path))
    if (root !== undefined && !isBelow(await realpath(root), real)) return undefined
    // Before it is opened: to open a pipe or a device is to wait for it, or worse.
    const stats = await stat(real)
    if (!stats.isFile()) return undefined
    const { size, mtimeMs: modified } = stats
    return { size, modified, read: (start, end) => streamFile(real, start, end, modified) }
  } catch (error) {
    if (missing.has((error as NodeJS.ErrnoException).code)) return undefined
    throw error
  }
}

const missing = new Set<string | undefined>(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG'])

function isBelow(root: string, path: string): boolean {
  const inside = relative(root, path)
  return inside !== '' && !isAbsolute(inside) && inside.split(sep)[0] !== '..' && !/(^|[\\/])\./.test(inside)
}
