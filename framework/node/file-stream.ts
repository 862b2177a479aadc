// A part of a file as a stream of bytes.
import { open } from 'node:fs/promises'

/**
 * Reads a part of a file as a stream, in pieces of 64 kB.
 *
 * The file is opened when the first piece is wanted, so that a response that is never sent leaves nothing open; it is
 * closed at the end, on failure and on cancel. A file that became too short is an error, never an early end.
 *
 * @param start The first byte, from 0
 * @param end The last byte, included
 */
export function streamFile(
  path: string,
  start: number,
  end: number,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const chunks = readChunks(path, start, end)
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

async function* readChunks(
  path: string,
  start: number,
  end: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const file = await open(path)
  try {
    let position = start
    while (position <= end) {
      const buffer = new Uint8Array(Math.min(64 * 1024, end + 1 - position))
      const { bytesRead } = await file.read(buffer, 0, buffer.byteLength, position)
      if (bytesRead === 0) {
        throw new Error(`${path}: became shorter while it was sent. Replace files instead of changing them.`)
      }
      position += bytesRead
      yield bytesRead === buffer.byteLength ? buffer : buffer.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}
