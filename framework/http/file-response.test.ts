import { describe, expect, it } from 'vitest'
import { createFileResponder } from './file-response.ts'
import { findParts, readParts } from './response.ts'

const content = '0123456789'
const etag = '"tag"'
const respond = createFileResponder({
  size: 10,
  modified: Date.UTC(2026, 0, 2, 3, 4, 5),
  etag,
  contentType: 'text/plain; charset=utf-8',
  cacheControl: 'public, max-age=31536000, immutable',
  encoding: 'br',
  headers: [['vary', 'Accept-Encoding']],
  read: (start, end) => content.slice(start, end + 1),
})

describe('createFileResponder()', () => {
  it('answers with the whole file', async () => {
    const response = respond('GET', new Headers())

    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toEqual({
      'accept-ranges': 'bytes',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-encoding': 'br',
      'content-length': '10',
      'content-type': 'text/plain; charset=utf-8',
      etag,
      'last-modified': 'Fri, 02 Jan 2026 03:04:05 GMT',
      vary: 'Accept-Encoding',
      'x-content-type-options': 'nosniff',
    })
    expect(await response.text()).toBe(content)
  })

  it('leaves out what the file does not have', () => {
    const plain = createFileResponder({
      size: 1,
      modified: 0,
      etag,
      contentType: 'text/plain',
      cacheControl: undefined,
      personalCacheControl: 'private',
      headers: [['x-content-type-options', 'sniff']],
      read: () => 'a',
    })

    expect([...plain('GET', new Headers()).headers]).toEqual([
      ['accept-ranges', 'bytes'],
      ['content-length', '1'],
      ['content-type', 'text/plain'],
      ['etag', etag],
      ['last-modified', 'Thu, 01 Jan 1970 00:00:00 GMT'],
      ['x-content-type-options', 'sniff'],
    ])
    expect(readParts(plain('GET', new Headers()))).toMatchObject({ kind: 'file', status: 200 })
    expect(findParts(plain('GET', new Headers()))?.personalCacheControl).toBe('private')
  })

  it('answers HEAD with the headers of GET, whatever part is asked for', () => {
    const response = respond('HEAD', new Headers({ range: 'bytes=0-1' }))

    expect(response.status).toBe(200)
    expect(response.body).toBeNull()
    expect([...response.headers]).toEqual([...respond('GET', new Headers()).headers])
  })

  it('answers 304 without a body and without a word about it', () => {
    const response = respond('GET', new Headers({ 'if-none-match': etag, range: 'bytes=0-1' }))

    expect(response.status).toBe(304)
    expect(response.body).toBeNull()
    expect(Object.fromEntries(response.headers)).toEqual({
      'cache-control': 'public, max-age=31536000, immutable',
      etag,
      vary: 'Accept-Encoding',
    })
  })

  it('answers with one part', async () => {
    const response = respond('GET', new Headers({ range: 'bytes=-3', 'if-range': etag }))

    expect(response.status).toBe(206)
    expect(response.headers.get('content-range')).toBe('bytes 7-9/10')
    expect(response.headers.get('content-length')).toBe('3')
    expect(response.headers.get('etag')).toBe(etag)
    expect(await response.text()).toBe('789')
  })

  it('answers with the whole when the part is of another version', () => {
    expect(respond('GET', new Headers({ range: 'bytes=0-1', 'if-range': '"old"' })).status).toBe(200)
    expect(respond('GET', new Headers({ range: 'bytes=0-1, 3-4' })).status).toBe(200)
  })

  it('answers 412 and 416 with nothing that a cache could keep', () => {
    const gone = respond('GET', new Headers({ 'if-match': '"old"' }))
    const beyond = respond('GET', new Headers({ range: 'bytes=10-' }))

    expect(gone.status).toBe(412)
    expect(Object.fromEntries(gone.headers)).toEqual({
      'cache-control': 'no-store',
      'content-length': '0',
      vary: 'Accept-Encoding',
    })
    expect(beyond.status).toBe(416)
    expect(beyond.headers.get('content-range')).toBe('bytes */10')
    for (const response of [gone, beyond]) {
      expect(response.body).toBeNull()
      expect(response.headers.get('cache-control')).toBe('no-store')
      expect(response.headers.has('etag')).toBe(false)
    }
  })
})
