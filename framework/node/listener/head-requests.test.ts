// Tests what HEAD says about the body of GET, over real connections.
import { EventEmitter, once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { h } from 'preact'
import { Suspense } from 'preact/compat'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import { redirect } from '../../http/redirect.ts'
import { html, json } from '../../http/response.ts'
import type { Context } from '../../request/context/context.ts'
import { createRequestListener } from './request-listener.ts'

const stream = (text: string): ReadableStream<Uint8Array> => new Blob([text]).stream()
const Late = async (): Promise<string> => {
  await new Promise((resolve) => setTimeout(resolve))
  return 'late'
}
/** Emits `headers` for each response whose headers have arrived. */
const client = new EventEmitter()
const AfterHeaders = async (): Promise<string> => {
  await once(client, 'headers')
  return 'after the headers'
}

const endpoints: Record<string, (ctx: Context) => unknown> = {
  text: () => 'grüße',
  nothing: () => undefined,
  'empty-text': () => '',
  object: () => ({ a: 1 }),
  json: () => json({ a: 1 }),
  html: () => html('<p>x</p>'),
  redirect: () => redirect('/text'),
  response: () => new Response('text'),
  bytes: () => new Response(new Uint8Array([1, 2, 3])),
  'no-body': () => new Response(null),
  streamed: () => new Response(stream('a stream')),
  'known-length': () => new Response(stream('12345'), { headers: { 'content-length': '5' } }),
  events: ({ events }) =>
    events(async function* () {
      yield 'a'
    }),
  file: ({ sendFile }) => sendFile(import.meta.filename),
}
const modules: Record<string, object> = {
  ...Object.fromEntries(Object.entries(endpoints).map(([name, GET]) => [`${name}.ts`, { GET }])),
  'page.tsx': { default: () => h('p', null, 'page') },
  'cached.ts': { config: { cache: { maxAge: 60 } }, GET: () => 'cached' },
  'streamed-page.tsx': {
    config: { stream: true },
    default: () => h(Suspense, { fallback: h('p', null, 'wait') }, h(AfterHeaders as never, null)),
  },
  'late-page.tsx': { default: () => h('p', null, h(Late as never, null)) },
}
const unknownLength = ['streamed', 'events', 'streamed-page', 'response', 'bytes']

describe('HEAD', () => {
  const site = createLiteralSite(modules)
  const server = createServer(
    createRequestListener((incoming) => site.handler.fetch(incoming), {
      onError: (error) => expect.unreachable(String(error)),
    }),
  )
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)))
  afterAll(() => void server.close())

  /** Gives the status and the length as they were sent; fetch() would hide a length that is wrong. */
  function ask(method: string, path: string): Promise<[status: number, length: string | undefined]> {
    return new Promise((resolve, reject) => {
      const { port } = server.address() as AddressInfo
      request({ host: '127.0.0.1', port, method, path, headers: { host: 'localhost' } }, (res) => {
        client.emit('headers')
        res.resume().on('end', () => resolve([res.statusCode!, res.headers['content-length']]))
      })
        .on('error', reject)
        .end()
    })
  }

  it.each([...Object.keys(endpoints), 'page', 'cached', 'streamed-page', 'late-page', 'not-found'])(
    'has the status and the Content-Length of GET: /%s',
    async (name) => {
      const get = await ask('GET', `/${name}`)

      expect(await ask('HEAD', `/${name}`)).toEqual(get)
      expect(get[1] === undefined).toBe(unknownLength.includes(name) || get[0] === 204)
    },
  )
})
