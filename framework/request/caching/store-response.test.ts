// Tests the stored form of a response, and which bodies are not stored.
import { describe, expect, it } from 'vitest'
import type { StoredResponse } from '../../cache/cache-store.ts'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import type { Answer, ResponseParts } from '../../http/response.ts'
import type { Context } from '../context/context.ts'
import { toState } from '../context/create-context.ts'
import { findChanges, toStoredResponse } from './store-response.ts'

const maxLength = 4 * 1024 * 1024
const tooLong = 'it is streamed, or longer than 4 MB'

/** Stores an answer during a request. */
async function store(answer: Answer, read: string[] = [], use: (ctx: Context) => unknown = () => {}) {
  let stored: StoredResponse | string | undefined
  const GET = async (ctx: Context): Promise<string> => {
    use(ctx)
    stored = await toStoredResponse(toState(ctx), answer, new Map(), read)
    return 'done'
  }
  await createLiteralSite({ 'a.ts': { GET } }).fetch('/a')
  return stored
}

function textStreamOf(text: string): ReadableStream {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(text)
      controller.close()
    },
  })
}

function parts(body: ResponseParts['body']): ResponseParts {
  return { kind: 'data', status: 200, headers: [['content-type', 'text/plain']], body }
}

function streamOf(...chunks: (string | number[])[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) {
        controller.enqueue(
          typeof chunk === 'string' ? new TextEncoder().encode(chunk) : Uint8Array.from(chunk),
        )
      }
      controller.close()
    },
  })
}

describe('toStoredResponse()', () => {
  it('keeps the parts of a response, and nothing that it does not have', async () => {
    expect(await store(parts('text'))).toStrictEqual({
      kind: 'data',
      headers: [['content-type', 'text/plain']],
      body: 'text',
      isResponse: false,
      changes: [],
      vary: [],
      etag: expect.stringMatching(/^(W\/)?".+"$/),
      madeAt: expect.any(Number),
    })
  })

  it('keeps the Cache-Control that a personal response has instead', async () => {
    const answer: ResponseParts = { ...parts('text'), personalCacheControl: 'private, max-age=5' }

    expect(await store(answer)).toMatchObject({ personalCacheControl: 'private, max-age=5' })
  })

  it("keeps a site's own Response as foreign", async () => {
    const answer = new Response('text', { headers: { 'x-team': 'red' } })

    expect(await store(answer)).toMatchObject({
      kind: 'foreign',
      headers: [
        ['content-type', 'text/plain;charset=UTF-8'],
        ['x-team', 'red'],
      ],
      body: 'text',
      isResponse: true,
    })
  })

  it('keeps the nonce, what the route changed in ctx.headers, and the headers that the response varies with', async () => {
    const answer = new Response('text', { headers: { vary: 'Accept-Language, Accept' } })
    const stored = await store(answer, ['x-team', 'accept'], (ctx) => {
      ctx.headers.set('x-nonce', ctx.nonce)
    })

    const { nonce } = stored as StoredResponse
    expect(nonce).toMatch(/./)
    expect(stored).toMatchObject({
      changes: [['x-nonce', nonce]],
      vary: ['accept', 'accept-language', 'x-team'],
    })
  })

  it.each<[string, Answer, string | Uint8Array]>([
    ['no body', parts(null), ''],
    ['the missing body of a Response', new Response(null), ''],
    ['bytes', parts(Uint8Array.of(1, 2)), Uint8Array.of(1, 2)],
    ['a text of the maximum length', parts('x'.repeat(maxLength)), 'x'.repeat(maxLength)],
    ['chunks of a stream in order', new Response(streamOf('one ', 'two ', 'three')), 'one two three'],
    ['text in place of bytes', new Response(textStreamOf('zwölf')), 'zwölf'],
    ['a character in two chunks', new Response(streamOf([0xc3], [0xa9])), 'é'],
    ['a byte order mark', new Response(streamOf([0xef, 0xbb, 0xbf], 'a')), '\uFEFFa'],
    ['what is not UTF-8 as bytes', new Response(streamOf([0xff], [0xfe])), Uint8Array.of(0xff, 0xfe)],
  ])('stores %s', async (_, answer, body) => {
    expect((await store(answer)) as StoredResponse).toHaveProperty('body', body)
  })

  it('stores bytes of the maximum length', async () => {
    const stored = (await store(parts(new Uint8Array(maxLength)))) as StoredResponse

    expect(stored.body).toHaveLength(maxLength)
  })

  it.each<[string, Answer]>([
    ['a longer text', parts('x'.repeat(maxLength + 1))],
    ['more bytes', parts(new Uint8Array(maxLength + 1))],
    ['a stream of the framework', parts(streamOf('text'))],
    [
      'an event stream',
      new Response(streamOf('data: 1\n\n'), {
        headers: { 'content-type': 'text/event-stream; charset=utf-8' },
      }),
    ],
    [
      'a stream that fails',
      new Response(new ReadableStream({ pull: (controller) => controller.error(new Error('cut off')) })),
    ],
  ])('does not store %s', async (_, answer) => {
    expect(await store(answer)).toBe(tooLong)
  })
})

describe('findChanges()', () => {
  const before = new Map([
    ['x-same', '1'],
    ['x-changed', '1'],
    ['x-removed', '1'],
  ])

  it('lists what was set, changed and removed', () => {
    const headers = new Headers({ 'x-same': '1', 'x-changed': '2', 'x-new': '3' })

    expect(findChanges(headers, before)).toEqual([
      ['x-changed', '2'],
      ['x-new', '3'],
      ['x-removed', null],
    ])
  })

  it('lists every header as removed if there are none any more', () => {
    expect(findChanges(undefined, before)).toEqual([
      ['x-same', null],
      ['x-changed', null],
      ['x-removed', null],
    ])
  })

  it('is empty if there were none and there are none', () => {
    expect(findChanges(undefined, new Map())).toEqual([])
  })
})
