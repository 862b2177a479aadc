// Creates the parts of a multipart form: files and fields that can be streamed, read, or saved to disk.
import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { UploadPart } from '../../request/context/upload-part.ts'

type Chunk = Uint8Array<ArrayBuffer>

/**
 * Creates a part.
 *
 * @param readChunk Reads the next chunk; `undefined` at the end
 */
export function createUploadPart(
  header: Pick<UploadPart, 'name' | 'filename' | 'type'>,
  readChunk: () => Promise<Chunk | undefined>,
): UploadPart {
  let reading: string | undefined

  async function* read(method: string): AsyncGenerator<Chunk> {
    if (reading !== undefined) {
      throw new Error(`part.${method}(): part.${reading}() has already read this part. Read each part once.`)
    }
    reading = method
    for (let chunk = await readChunk(); chunk; chunk = await readChunk()) yield chunk
  }

  async function readAll(method: string): Promise<Chunk> {
    const chunks: Chunk[] = []
    for await (const chunk of read(method)) chunks.push(chunk)
    return new Uint8Array(Buffer.concat(chunks))
  }

  return {
    name: header.name,
    filename: header.filename,
    type: header.type,
    stream() {
      const chunks = read('stream')
      const source: UnderlyingDefaultSource<Uint8Array> = {
        async pull(controller) {
          const { done, value } = await chunks.next()
          if (done) controller.close()
          else controller.enqueue(value)
        },
      }
      return new ReadableStream(source, { highWaterMark: 0 })
    },
    text: async () => new TextDecoder().decode(await readAll('text')),
    bytes: () => readAll('bytes'),
    saveTo: (path) => saveChunks(path, read('saveTo')),
  }
}

/** The temporary files that exist now. */
const unfinished = new Set<string>()

/** Removes them when the process exits, for example because uploads took longer than `SHUTDOWN_TIMEOUT`. */
function removeUnfinished(): void {
  for (const path of unfinished) rmSync(path, { force: true })
}

/** Writes to a temporary file beside the path and renames it at the end, so that a partial file is never visible. */
async function saveChunks(path: string, chunks: AsyncIterable<Chunk>): Promise<{ size: number }> {
  const target = resolve(path)
  const temporary = join(dirname(target), `.${randomUUID()}.part`)
  if (unfinished.size === 0) process.on('exit', removeUnfinished)
  unfinished.add(temporary)
  try {
    return await writeAndRename(temporary, target, await openNew(temporary, path), chunks)
  } finally {
    unfinished.delete(temporary)
    if (unfinished.size === 0) process.off('exit', removeUnfinished)
  }
}

async function writeAndRename(
  temporary: string,
  target: string,
  file: FileHandle,
  chunks: AsyncIterable<Chunk>,
): Promise<{ size: number }> {
  let size = 0
  try {
    for await (const chunk of chunks) {
      await file.writeFile(chunk)
      size += chunk.byteLength
    }
    await file.close()
    await rename(temporary, target)
    return { size }
  } catch (error) {
    // The first error says what went wrong.
    await file.close().catch(() => {})
    await rm(temporary, { force: true })
    throw error
  }
}

async function openNew(temporary: string, path: string): Promise<FileHandle> {
  try {
    return await open(temporary, 'wx')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    throw new Error(
      `part.saveTo('${path}'): the folder ${dirname(resolve(path))} does not exist. Create it first, for example with mkdir(folder, { recursive: true }).`,
      { cause: error },
    )
  }
}
