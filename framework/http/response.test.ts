import { describe, expect, it } from 'vitest'
import { type ResponseParts, html, json, readParts, toHeaderPairs, toResponse } from './response.ts'

describe('html()', () => {
  it('answers with a document', async () => {
    const response = html('<h1>é</h1>')

    expect(response).toBeInstanceOf(Response)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(await response.text()).toBe('<h1>é</h1>')
  })

  it('takes a status and headers in every form', () => {
    const forms: HeadersInit[] = [{ 'X-A': 'b' }, [['X-A', 'b']], new Headers({ 'X-A': 'b' })]
    for (const headers of forms) {
      const response = html('', { status: 201, headers })
      expect(response.status).toBe(201)
      expect(Object.fromEntries(response.headers)).toEqual({
        'content-type': 'text/html; charset=utf-8',
        'x-a': 'b',
      })
    }
  })

  it('leaves the type to the caller who names one', () => {
    const response = html('', { headers: { 'Content-Type': 'application/xhtml+xml' } })
    expect(response.headers.get('content-type')).toBe('application/xhtml+xml')
  })

  it('keeps every cookie', () => {
    const headers = new Headers()
    headers.append('set-cookie', 'a=1')
    headers.append('set-cookie', 'b=2')
    expect(html('', { headers }).headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  })

  it.each([99, 199, 600, 200.5, Number.NaN])('refuses the status %s', (status) => {
    expect(() => html('', { status })).toThrow(RangeError)
  })

  it.each(['a\r\nset-cookie: x=1', 'a\nb', '\u0000', '€', 'a\u007f'])(
    'refuses the header value %j',
    (value) => {
      expect(() => html('', { headers: { 'x-a': value } })).toThrow(/the header x-a has a line break/)
    },
  )

  it.each(['', 'a b', 'a:', 'a\r\nb', 'é'])('refuses the header name %j', (name) => {
    expect(() => html('', { headers: { [name]: 'x' } })).toThrow(/is not a valid header name/)
  })
})

describe('json()', () => {
  it('answers with a value', async () => {
    const response = json({ a: [1, null] }, { status: 201 })

    expect(response.status).toBe(201)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(await response.json()).toEqual({ a: [1, null] })
  })

  it('answers with null', async () => {
    expect(await json(null).text()).toBe('null')
  })

  it.each([undefined, () => 1, Symbol('x')])('refuses a value that JSON cannot express', (value) => {
    expect(() => json(value)).toThrow(/^json\(\): \w+ cannot be written as JSON\. Pass/)
  })
})

describe('toResponse()', () => {
  it('leaves shared headers alone when those of a response change', () => {
    const shared: [string, string][] = [['x-a', '1']]
    const first = toResponse(parts('a', shared))
    first.headers.set('x-a', '2')
    first.headers.append('x-b', '3')

    expect(first.headers.get('x-a')).toBe('2')
    expect(toResponse(parts('b', shared)).headers.get('x-a')).toBe('1')
    expect(shared).toEqual([['x-a', '1']])
  })

  it('sends bytes', async () => {
    const response = toResponse(parts(new Uint8Array([104, 105])))
    expect(await response.text()).toBe('hi')
  })
})

describe('readParts()', () => {
  it('gives the headers as they are now, and the body without making a stream of it', () => {
    const response = html('a')
    response.headers.set('x-a', '1')

    const { kind, headers, body } = readParts(response)
    expect(kind).toBe('data')
    expect(new Map(headers).get('x-a')).toBe('1')
    expect(body).toBe('a')
  })

  it('calls a response that the site made itself foreign', () => {
    expect(readParts(new Response('a', { status: 201 }))).toMatchObject({ kind: 'foreign', status: 201 })
  })

  it('gives what is left of a stream', async () => {
    const body = new Response('ab').body!
    const response = toResponse(parts(body))

    expect(readParts(response).body).toBe(response.body)
  })

  it('forgets the personal Cache-Control of a file once the site has set another', () => {
    const file: ResponseParts = {
      kind: 'file',
      status: 200,
      headers: [['cache-control', 'public']],
      body: null,
      personalCacheControl: 'private',
    }
    expect(readParts(toResponse(file)).personalCacheControl).toBe('private')
    const changed = toResponse(file)
    changed.headers.set('cache-control', 'no-cache')
    expect(readParts(changed).personalCacheControl).toBeUndefined()
  })
})

describe('toHeaderPairs()', () => {
  it('copies', () => {
    const pairs: [string, string][] = [['a', 'b']]
    const copy = toHeaderPairs(pairs)
    copy.push(['c', 'd'])
    expect(pairs).toEqual([['a', 'b']])
  })
})

function parts(body: BodyInit, headers: [string, string][] = []): ResponseParts {
  return { kind: 'data', status: 200, headers, body }
}
