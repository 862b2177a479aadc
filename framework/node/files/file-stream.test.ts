import { mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serve } from 'srvx'
import { describe, expect, it, onTestFinished } from 'vitest'
import { streamFile } from './file-stream.ts'
import { waitUntil } from '../../fixtures/temporary-site.ts'

const content = Buffer.from(Array.from({ length: 700_000 }, (_, index) => index % 251))

describe('streamFile()', () => {
  it.each([
    [0, 699_999],
    [0, 0],
    [65_535, 65_536],
    [123_456, 654_321],
    [699_999, 699_999],
    [0, -1],
  ])('reads the bytes from %i to %i', async (start, end) => {
    const bytes = await new Response(streamFile(await makeFile(), start, end)).arrayBuffer()
    expect(Buffer.from(bytes).equals(content.subarray(start, end + 1))).toBe(true)
  })

  it('does not open the file before the first read', async () => {
    const path = await makeFile()
    const streams = [streamFile(path, 0, 9), streamFile(path, 0, 9)]
    await Promise.resolve()
    expect(await countOpen(path)).toBe(0)
    await streams[0]?.cancel()
    expect(await countOpen(path)).toBe(0)
  })

  it('closes the file at the end', async () => {
    const path = await makeFile()
    await new Response(streamFile(path, 0, content.byteLength - 1)).arrayBuffer()
    expect(await countOpen(path)).toBe(0)
  })

  it('closes the file when the reader cancels', async () => {
    const path = await makeFile()
    const stream = streamFile(path, 0, content.byteLength - 1)
    const reader = stream.getReader()
    await reader.read()
    expect(await countOpen(path)).toBe(1)
    await reader.cancel()
    expect(await countOpen(path)).toBe(0)
  })

  it('closes the file when the reader cancels during a read', async () => {
    const path = await makeFile()
    const reader = streamFile(path, 0, content.byteLength - 1).getReader()
    const read = reader.read()
    await reader.cancel()
    await read
    expect(await countOpen(path)).toBe(0)
  })

  it('closes the file when the client disconnects', async () => {
    const path = await makeFile()
    const server = serve({
      fetch: () => new Response(streamFile(path, 0, content.byteLength - 1)),
      ...{ port: 0, hostname: '127.0.0.1', silent: true, gracefulShutdown: false },
    })
    onTestFinished(() => server.close(true))
    await server.ready()

    for (let turn = 0; turn < 5; turn++) {
      await new Promise<void>((resolve) => {
        get(server.url ?? '', (incoming) =>
          incoming.once('data', () => incoming.destroy()).once('close', resolve),
        )
      })
    }
    await waitUntil(async () => expect(await countOpen(path)).toBe(0))
  })

  it('fails rather than ending early when the file shrinks', async () => {
    const path = await makeFile()
    const stream = streamFile(path, 0, content.byteLength - 1)
    await writeFile(path, 'short')

    await expect(new Response(stream).arrayBuffer()).rejects.toThrow(/became shorter while it was being sent/)
    expect(await countOpen(path)).toBe(0)
  })

  it('fails when the file no longer exists', async () => {
    const path = await makeFile()
    await rm(path)
    await expect(new Response(streamFile(path, 0, 9)).arrayBuffer()).rejects.toThrow(/ENOENT/)
  })
})

async function makeFile(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'vial-stream-')))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'a.bin')
  await writeFile(path, content)
  return path
}

async function countOpen(path: string): Promise<number> {
  const descriptors = await readdir('/proc/self/fd')
  const targets = descriptors.map((name) => realpath(`/proc/self/fd/${name}`).catch(() => ''))
  return (await Promise.all(targets)).filter((target) => target === path).length
}
