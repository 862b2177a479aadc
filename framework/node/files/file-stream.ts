// Streams a part of a file.
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'

/**
 * Streams a part of a file, in chunks of 64 kB.
 *
 * The file is opened when the first chunk is read, so that a response that is never sent leaves no file open. It is closed
 * at the end, on failure and on cancel. A file that has become too short is an error, never an early end.
 *
 * @param start The first byte, from 0
 * @param end The last byte, inclusive
 * @param modified When the file was last changed; another file in its place is an error (default: not checked)
 */
export function streamFile(
  path: string,
  start: number,
  end: number,
  modified?: number,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const chunks = readChunks(path, start, end, modified)
  const source: UnderlyingDefaultSource<Uint8Array<ArrayBuffer>> = {
    async pull(controller) {
      const { done, value } = await chunks.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    async cancel() {
      await chunks.return(undefined)
    },
  }
  return new ReadableStream(source, { highWaterMark: 0 })
}

// If a pipe or a link has replaced the file, neither block on it nor follow it. Windows has neither flag.
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0)

async function* readChunks(
  path: string,
  start: number,
  end: number,
  modified: number | undefined,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const file = await open(path, flags)
  try {
    if (modified !== undefined && (await file.stat()).mtimeMs !== modified) {
      throw new Error(`${path}: changed while it was sent. Replace files by renaming new ones over them.`)
    }
    let position = start
    while (position <= end) {
      const buffer = new Uint8Array(Math.min(64 * 1024, end + 1 - position))
      const { bytesRead } = await file.read(buffer, 0, buffer.byteLength, position)
      if (bytesRead === 0) {
        throw new Error(
          `${path}: the file became shorter while it was being sent. Replace files instead of editing them in place.`,
        )
      }
      position += bytesRead
      yield bytesRead === buffer.byteLength ? buffer : buffer.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}
