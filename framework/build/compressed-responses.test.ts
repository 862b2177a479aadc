// Tests which dynamic responses are compressed, over real connections.
import { type IncomingMessage, get } from 'node:http'
import { once } from 'node:events'
import { createBrotliDecompress } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { shareServers } from '../fixtures/shared-site.ts'

const long = `<p>{'words that repeat. '.repeat(200)}</p>`
const { servers } = shareServers(
  {
    'routes/index.tsx': `export default () => ${long}`,
    'routes/mine.tsx': `export default ({ session }) => <main>{session.name}${long}</main>`,
    'routes/written.tsx': `export const config = { prerender: true }\nexport default () => ${long}`,
    'routes/events.ts': `export const GET = (ctx) => ctx.events(async function* () { yield { data: 'x'.repeat(2000) } })`,
    'routes/_gate.ts': `export const gate = (globalThis.gate ??= Promise.withResolvers?.() ?? (() => {
      let resolve; const promise = new Promise((open) => { resolve = open }); return { promise, resolve }
    })())`,
    'routes/open.ts': `import { gate } from './_gate.ts'\nexport const GET = () => { gate.resolve(); return 'open' }`,
    'routes/parts.tsx': `import { Suspense } from 'preact/compat'
      import { gate } from './_gate.ts'
      export const config = { stream: true }
      async function Part() { await gate.promise; return <b>late</b> }
      export default () => <main>${long}<Suspense fallback={<p>wait</p>}><Part /></Suspense></main>`,
  },
  ['dev', 'production', 'preview'],
)

/** Requests a path without decoding the body, which `fetch` would do. */
async function request(mode: string, path: string, method = 'GET'): Promise<IncomingMessage> {
  const url = new URL(path, servers[mode]!.origin)
  const sent = get(url, { method, headers: { 'accept-encoding': 'br, gzip', accept: 'text/html' } })
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  return response
}

async function codingOf(mode: string, path: string): Promise<string | undefined> {
  const response = await request(mode, path)
  response.destroy()
  return response.headers['content-encoding']
}

describe.each(['production', 'preview'])('compression in %s', (mode) => {
  it('is for the responses that are the same for all visitors', async () => {
    const paths = ['/', '/written', '/mine', '/events']
    const codings = await Promise.all(paths.map((path) => codingOf(mode, path)))
    expect(codings).toEqual(['br', 'br', undefined, undefined])
  })

  it('gives the length of what it sends, also for HEAD', async () => {
    const [page, head] = [await request(mode, '/'), await request(mode, '/', 'HEAD')]
    const parts: Buffer[] = []
    for await (const part of page) parts.push(part as Buffer)
    const length = String(Buffer.concat(parts).byteLength)
    expect([page.headers['content-length'], head.headers['content-length']]).toEqual([length, length])
    expect([head.headers['content-encoding'], head.headers.vary]).toEqual(['br', 'Accept-Encoding'])
    head.resume()
  })
})

it('sends the parts of a streamed page as soon as they are there', async () => {
  const response = await request('production', '/parts')
  expect(response.headers['content-encoding']).toBe('br')
  let text = ''
  let notify = (): void => {}
  const decoded = response.pipe(createBrotliDecompress()).setEncoding('utf8')
  decoded.on('data', (part: string) => {
    text += part
    notify()
  })
  const shown = new Promise<void>((resolve) => {
    notify = () => text.includes('<p>wait</p>') && resolve()
  })
  await shown
  expect(text).not.toContain('<b>late</b>')
  await servers.production!.text('/open')
  await once(decoded, 'end')
  expect(text).toMatch(/<b>late<\/b>.*<\/html>/s)
})

it('compresses nothing in dev', async () => {
  expect(await codingOf('dev', '/')).toBe(undefined)
})
