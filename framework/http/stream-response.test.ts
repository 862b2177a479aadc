import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { createLiteralSite } from '../fixtures/literal-site.ts'
import { type StreamChunk, type StreamSource, stream } from './stream-response.ts'

async function* rows(log: string[] = []): AsyncGenerator<string> {
  try {
    for (const row of ['a;b\n', '', 'ä;1\n']) {
      log.push(row)
      yield row
    }
  } finally {
    log.push('end')
  }
}

describe('stream()', () => {
  it('sends what a generator yields, as a download', async () => {
    const response = stream(rows(), { type: 'text/csv', filename: 'bücher.csv' })

    expect(response.status).toBe(200)
    expect([...response.headers]).toEqual([
      ['content-disposition', `attachment; filename="b?cher.csv"; filename*=UTF-8''b%C3%BCcher.csv`],
      ['content-type', 'text/csv; charset=utf-8'],
    ])
    expect(await response.text()).toBe('a;b\nä;1\n')
  })

  it.each<[string, StreamSource]>([
    ['a function', rows],
    ['a list', ['a;b\n', 'ä;1\n']],
    ['bytes', [new TextEncoder().encode('a;b\nä'), new TextEncoder().encode(';1\n')]],
    [
      'a generator without await',
      (function* () {
        yield 'a;b\n'
        yield 'ä;1\n'
      })(),
    ],
    ['a stream of Node', Readable.from(['a;b\n', 'ä;1\n'])],
    ['a stream of the platform', new Response('a;b\nä;1\n').body as AsyncIterable<Uint8Array>],
  ])('accepts %s', async (_, source) => {
    expect(await stream(source).text()).toBe('a;b\nä;1\n')
  })

  it.each([
    [{}, 'text/plain; charset=utf-8'],
    [{ filename: 'a.json' }, 'application/json'],
    [{ filename: 'a.csv' }, 'text/csv; charset=utf-8'],
    [{ filename: 'a.unknown' }, 'application/octet-stream'],
    [{ type: 'application/x-ndjson' }, 'application/x-ndjson'],
    [{ type: 'text/csv; charset=iso-8859-1' }, 'text/csv; charset=iso-8859-1'],
    [{ type: 'application/pdf', filename: 'a.txt' }, 'application/pdf'],
  ])('with %j has the type %s', (options, type) => {
    expect(stream([], options).headers.get('content-type')).toBe(type)
  })

  it('asks for a chunk only when it can be sent', async () => {
    const log: string[] = []
    const reader = stream(rows(log)).body!.getReader()
    expect(log).toEqual([])
    await reader.read()
    expect(log).toEqual(['a;b\n'])
    await reader.read()
    expect(log).toEqual(['a;b\n', '', 'ä;1\n'])
    expect((await reader.read()).done).toBe(true)
    expect(log.at(-1)).toBe('end')
  })

  it('ends the generator when the visitor leaves', async () => {
    const log: string[] = []
    const reader = stream(rows(log)).body!.getReader()
    await reader.read()
    await reader.cancel()

    expect(log).toEqual(['a;b\n', 'end'])
  })

  it('does not run for HEAD', async () => {
    const log: string[] = []
    const site = createLiteralSite({ 'books.csv.ts': { GET: () => stream(() => rows(log)) } })
    const response = await site.fetch('/books.csv', { method: 'HEAD' })

    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'text/plain; charset=utf-8',
    ])
    expect([await response.text(), log]).toEqual(['', []])
  })

  it('passes on an error of the generator', async () => {
    const fail = function* (): Generator<string> {
      yield 'a'
      throw new Error('out of rows')
    }
    await expect(stream(fail()).text()).rejects.toThrow('out of rows')
  })

  it('refuses options that it does not have', () => {
    expect(() => stream([], { fileName: 'a.csv' } as never)).toThrow(
      'stream(): there is no option fileName. Use some of type, filename.',
    )
    expect(() => stream([], 'text/csv' as never)).toThrow('stream(): the options are not an object.')
  })

  it('refuses other chunks, other sources and types that cannot be sent', async () => {
    await expect(stream([7 as unknown as StreamChunk]).text()).rejects.toThrow(
      'stream(): the source gave a value of type number. Yield text or bytes.',
    )
    for (const source of [undefined, null, 7, 'text', {}]) {
      expect(() => stream(source as never)).toThrow(/^stream\(\): .* is not a source\. Pass a generator/)
    }
    await expect(stream((() => 7) as never).text()).rejects.toThrow('stream(): a number is not a source.')
    await expect(stream((async () => 'a') as never).text()).rejects.toThrow(
      'stream(): a promise is not a source. Pass a generator, such as async function* () { … },',
    )
    expect(() => stream([], { type: 'text/a\nb' })).toThrow(
      'Response: the header content-type has a line break',
    )
  })
})
