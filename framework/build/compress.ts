// Compressed forms of the built files, made once so that no request has to.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { isCompressible } from '../http/content-type.ts'

/**
 * Writes `x.br` and `x.gz` beside every file of a folder that gets at least a tenth smaller by it.
 *
 * The same files give the same bytes. Files below 1 kB and files that are compressed by nature stay as they are.
 *
 * @returns How many files it wrote
 */
export async function compressFiles(folder: string): Promise<number> {
  const paths = await listCompressible(folder)
  let written = 0
  // A few at a time: each holds the file and its forms in memory, and the thread pool has four threads anyway.
  const work = paths.values()
  const workers = Array.from({ length: 4 }, async () => {
    for (const path of work) {
      // Not in one expression: `+=` would add to what `written` was before the wait.
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
  if (content.byteLength < 1024) return 0

  let written = 0
  for (const [ending, compress] of forms) {
    const compressed = await compress(content)
    if (compressed.byteLength > content.byteLength * 0.9) continue
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

// The last two steps save 3 % and take ten times as long: seconds for a megabyte.
function chooseQuality(size: number): number {
  return size <= 512 * 1024 ? 11 : 9
}
