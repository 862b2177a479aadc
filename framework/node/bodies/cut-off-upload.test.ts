// Tests that a process which ends during an upload leaves no temporary file.
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { connect } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { openSite } from '../../fixtures/open-site.ts'
import { waitUntil } from '../../fixtures/temporary-site.ts'

it.each([
  ['because it takes longer than SHUTDOWN_TIMEOUT', 1],
  ['at a second signal', 2],
])('removes the file of an upload that is cut off %s', async (_, signals) => {
  const site = await openSite({
    'uploads/kept.txt': 'kept',
    'routes/index.ts': `export async function POST(ctx) {
      for await (const part of ctx.uploads()) await part.saveTo('uploads/' + part.filename)
    }`,
  })
  expect((await site.build()).code).toBe(0)
  const timeout = signals === 1 ? '0.5' : '60'
  const server = await site.startProduction({ SHUTDOWN_TIMEOUT: timeout, SHUTDOWN_DELAY: '0' })
  const socket = connect(Number(new URL(server.origin).port), 'localhost').on('error', () => {})
  onTestFinished(() => void socket.destroy())
  socket.write(
    'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\nContent-Type: multipart/form-data; boundary=b\r\n\r\n' +
      '--b\r\nContent-Disposition: form-data; name="a"; filename="a.txt"\r\n\r\nthe beginning of a long file',
  )
  const list = (): Promise<string[]> => readdir(`${site.folder}/uploads`)
  await waitUntil(async () => expect(await list()).toHaveLength(2))

  const closed = once(server.process, 'close')
  server.process.kill('SIGTERM')
  if (signals === 2) {
    await waitUntil(async () => expect(server.output()).toContain('Stopping'))
    server.process.kill('SIGTERM')
  }
  await closed
  expect(await list()).toEqual(['kept.txt'])
})
