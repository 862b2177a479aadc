import { describe, expect, it } from 'vitest'
import {
  type ResponseParts,
  assertSendable,
  findParts,
  html,
  json,
  onUse,
  readParts,
  toHeaderPairs,
  toPlatformResponse,
  toResponse,
} from './response.ts'

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

  it.each([
    [undefined, 'undefined'],
    [() => 1, 'function'],
  ])('says what to pass instead of %o', (value, type) => {
    expect(() => json(value)).toThrow(
      new TypeError(
        `json(): ${type} cannot be written as JSON. Pass an object, an array, a string, a number, a boolean or null.`,
      ),
    )
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

describe('findParts()', () => {
  it('gives the very parts that a response was made of, and nothing for another', () => {
    const known = parts('a')
    expect(findParts(toResponse(known))).toBe(known)
    expect(findParts(new Response('a'))).toBeUndefined()
  })
})

describe('readParts() of a response with a status text', () => {
  it('gives the status, its text and the target of a redirect', () => {
    const response = html('a', { status: 201, statusText: 'Made' })
    expect(readParts(response)).toMatchObject({ status: 201, statusText: 'Made' })
    expect(response.statusText).toBe('Made')
    const redirect = toResponse({ ...parts('a'), kind: 'redirect', target: '/b' })
    expect(readParts(redirect)).toMatchObject({ kind: 'redirect', target: '/b' })
  })
})

describe('assertSendable()', () => {
  it.each([200, 404, 599])('accepts the status %i', (status) => {
    expect(() => assertSendable(status, [['x-a', 'a\tb ÿ~']])).not.toThrow()
  })

  it('says which status or header is wrong', () => {
    expect(() => assertSendable(600, [])).toThrow(
      new RangeError('Response: 600 is not a valid status. Use a whole number from 200 to 599.'),
    )
    expect(() => assertSendable(200, [['x-a', '\n']])).toThrow(/^Response: the header x-a has a line break/)
  })
})

describe('onUse()', () => {
  it.each<[string, (response: Response) => unknown, unknown]>([
    ['the status', (response) => response.status, 201],
    ['the headers', (response) => response.headers.get('x-a'), 'b'],
    ['the body', (response) => response.body instanceof ReadableStream, true],
    ['the parts', (response) => findParts(response)?.kind, 'data'],
    ['all of them', (response) => readParts(response).status, 201],
  ])('calls back when code looks at %s, which stay the same', (_what, read, expected) => {
    const response = toResponse({ kind: 'data', status: 201, headers: [['x-a', 'b']], body: 'c' })
    let uses = 0
    onUse(response, () => uses++)
    expect(uses).toBe(0)

    expect(read(response)).toBe(expected)
    expect(uses).toBeGreaterThan(0)
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

describe('toPlatformResponse()', () => {
  const create = (parts: Partial<ResponseParts>): Response =>
    toPlatformResponse(toResponse({ kind: 'data', status: 200, headers: [], body: null, ...parts }))

  it('returns a response of another origin unchanged', () => {
    const response = new Response('own')
    expect(toPlatformResponse(response)).toBe(response)
  })

  it.each([200, 201, 404, 500])('keeps status %i, its text and its headers', async (status) => {
    const response = create({
      status,
      statusText: 'Fine',
      headers: [
        ['x-a', '1'],
        ['set-cookie', 'a=1'],
        ['set-cookie', 'b=2'],
      ],
      body: 'text',
    })

    expect(Object.getPrototypeOf(response)).toBe(Response.prototype)
    expect([response.status, response.statusText, response.headers.get('x-a')]).toEqual([status, 'Fine', '1'])
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
    expect(await response.text()).toBe('text')
  })

  it.each([204, 205, 304])('has no body with status %i', (status) => {
    expect(create({ status, body: '' }).body).toBeNull()
  })

  it.each([
    ['text, in bytes', { body: 'aé' }, '3'],
    ['text beside other headers', { body: 'a', headers: [['x-a', '1']] as [string, string][] }, '1'],
    ['bytes', { body: new Uint8Array(5) }, '5'],
    [
      'a length that is already known',
      { body: 'aé', headers: [['content-length', '7']] as [string, string][] },
      '7',
    ],
    ['nothing', { body: null }, null],
    ['a stream', { body: new Response('x').body }, null],
  ])('measures %s', (_what, parts, length) => {
    expect(create(parts).headers.get('content-length')).toBe(length)
    expect(create({ body: null }).statusText).toBe('')
  })
})
