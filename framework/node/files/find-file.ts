// Finds the regular file that `ctx.sendFile()` sends.
import { realpath, stat } from 'node:fs/promises'
import { isAbsolute, join, relative, sep } from 'node:path'
import { isPlainPath } from '../../http/plain-path.ts'
import type { FoundFile } from '../../request/pipeline/manifest.ts'
import { streamFile } from './file-stream.ts'

/**
 * Finds a regular file.
 *
 * @param path Absolute, or relative to `root` if there is one
 * @param root An absolute folder: nothing outside it is found, whether by `..` or through a link, and no hidden files
 * @throws Error for a path that depends on the working directory
 */
export async function findFile(path: string, root?: string): Promise<FoundFile | undefined> {
  if (!isAbsolute(root ?? path)) {
    throw new Error(
      `ctx.sendFile('${path}'): ${root === undefined ? 'the path' : `the root '${root}'`} is relative. Use an absolute one: a server may be started from any folder.`,
    )
  }
  if (path.includes('\0') || (root !== undefined && !isPlainPath(path, sep === '\\'))) return undefined
  try {
    const real = await realpath(root === undefined ? path : join(root, path))
    if (root !== undefined && !isBelow(await realpath(root), real)) return undefined
    // Check before opening: opening a pipe or a device can block.
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
