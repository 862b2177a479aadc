// Compresses the built files once, so that requests do not have to.
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { isCompressible } from '../../http/content-type.ts'

/**
 * Writes `x.br` and `x.gz` beside every file of a folder that becomes at least a tenth smaller.
 *
 * The output is deterministic. Skips files below 1 kB and files that are already compressed, such as images.
 *
 * @returns How many files it wrote
 */
export async function compressFiles(folder: string): Promise<number> {
  const paths = await listCompressible(folder)
  let written = 0
  // Compress four files at a time: each is held in memory with its compressed forms, and the thread pool has four threads.
  const work = paths.values()
  const workers = Array.from({ length: 4 }, async () => {
    for (const path of work) {
      // Not in one expression: `+=` would read `written` before the wait.
      const count = await compressFile(path)
      written += count
    }
  })
  await Promise.all(workers)
  return written
}

async function listCompressible(folder: string): Promise<string[]> {
  const paths: string[] = []
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.') && entry.name !== '.well-known') continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) paths.push(...(await listCompressible(path)))
    else if (entry.isFile() && isCompressible(path)) paths.push(path)
  }
  return paths
}

async function compressFile(path: string): Promise<number> {
  const content = await readFile(path)
  let written = 0
  for (const [ending, compress] of forms) {
    const compressed = content.byteLength < 1024 ? content : await compress(content)
    if (compressed.byteLength > content.byteLength * 0.9) {
      // The folder may contain the form of an earlier build.
      await rm(path + ending, { force: true })
      continue
    }
    await writeFile(path + ending, compressed)
    written++
  }
  return written
}

const forms: readonly [string, (content: Buffer) => Promise<Buffer>][] = [
  ['.br', toBrotli],
  ['.gz', (content) => promisify(gzip)(content, { level: 9 })],
]

function toBrotli(content: Buffer): Promise<Buffer> {
  return promisify(brotliCompress)(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: chooseQuality(content.byteLength),
      [constants.BROTLI_PARAM_SIZE_HINT]: content.byteLength,
    },
  })
}

// The last two levels save 3 % and take ten times as long: seconds per megabyte.
function chooseQuality(size: number): number {
  return size <= 512 * 1024 ? 11 : 9
}
