import { describe, expect, it } from 'vitest'
import { type ClientSite, createSiteClient } from './site-client.ts'

// Echoes the request, and sets the cookies that the query names.
const echo: ClientSite = {
  origin: 'http://localhost',
  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url)
    const headers = new Headers({ location: '/elsewhere' })
    for (const line of searchParams.getAll('set')) headers.append('set-cookie', line)
    const sent = {
      method: request.method,
      pathname,
      headers: Object.fromEntries(request.headers),
      body: await request.text(),
    }
    return new Response(JSON.stringify(sent), { status: 303, headers })
  },
  sealSession: async (values) => ({ name: 'session', value: `sealed*${JSON.stringify(values)}` }),
  close: async () => {},
}

interface Sent {
  method: string
  pathname: string
  headers: Record<string, string>
  body: string
}

async function read(response: Response): Promise<Sent> {
  return (await response.json()) as Sent
}

describe('createSiteClient()', () => {
  it.each(['get', 'head', 'options', 'post', 'put', 'patch', 'delete'] as const)(
    'sends a %s request',
    async (name) => {
      const response = await createSiteClient(echo)[name]('/notes?page=2')
      expect(await read(response)).toMatchObject({ method: name.toUpperCase(), pathname: '/notes', body: '' })
    },
  )

  it('does not follow redirects', async () => {
    const response = await createSiteClient(echo).get('/')
    expect([response.status, response.headers.get('location')]).toEqual([303, '/elsewhere'])
  })

  it('stores cookies between requests', async () => {
    const client = createSiteClient(echo)
    await client.get('/?set=a%3D1&set=b%3D2%3B%20Path%3D/admin')

    expect((await read(await client.get('/'))).headers.cookie).toBe('a=1')
    expect((await read(await client.get('/admin'))).headers.cookie).toBe('b=2; a=1')
    expect(client.cookies.get('a')).toBe('1')
    await client.get('/?set=a%3D%3B%20Max-Age%3D0')
    expect((await read(await client.get('/'))).headers.cookie).toBeUndefined()
  })

  it('sends the cookies of a header beside its own', async () => {
    const client = createSiteClient(echo)
    client.cookies.set('a', '1')
    const { headers } = await read(await client.get('/', { headers: { cookie: 'b=2' } }))

    expect(headers.cookie).toBe('b=2; a=1')
  })

  it('sends a form as browsers do', async () => {
    const form = { title: 'a & b', tag: ['x', 'é'], stars: 5, nothing: undefined }
    const { body, headers } = await read(await createSiteClient(echo).post('/', { form }))

    expect(headers['content-type']).toBe('application/x-www-form-urlencoded;charset=UTF-8')
    expect(body).toBe('title=a+%26+b&tag=x&tag=%C3%A9&stars=5')
  })

  it('sends a form with a file as multipart', async () => {
    const file = new File(['hello'], 'a.txt', { type: 'text/plain' })
    const form = { title: 'x', stars: 5, files: [file, new Blob(['more'])] }
    const { body, headers } = await read(await createSiteClient(echo).post('/', { form }))
    const data = await new Response(body, {
      headers: { 'content-type': headers['content-type']! },
    }).formData()

    expect([data.get('title'), data.get('stars')]).toEqual(['x', '5'])
    const [first, second] = data.getAll('files') as File[]
    expect([first!.name, first!.type, await first!.text(), await second!.text()]).toEqual([
      'a.txt',
      'text/plain',
      'hello',
      'more',
    ])
  })

  it('sends a FormData and URLSearchParams as the same fields', async () => {
    const data = new FormData()
    data.append('title', 'a & b')
    data.append('tag', 'x')
    data.append('tag', 'y')
    const post = async (form: FormData | URLSearchParams) =>
      read(await createSiteClient(echo).post('/', { form }))

    expect((await post(data)).body).toBe('title=a+%26+b&tag=x&tag=y')
    expect((await post(new URLSearchParams('a=1&a=2'))).body).toBe('a=1&a=2')
    data.append('file', new File(['hello'], 'é.txt'))
    const { body, headers } = await post(data)
    expect(headers['content-type']).toMatch(/^multipart\/form-data; boundary=/)
    expect(body).toContain('filename="é.txt"')
  })

  it.each([
    [{ form: 'title=x' }, 'client.post(): form is not an object of fields'],
    [{ form: null }, 'client.post(): form is not an object of fields'],
    [{ form: { a: { b: 1 } } }, 'client.post(): the field a is an object. Pass text'],
    [{ form: { a: ['x', null] } }, 'client.post(): the field a is null. Pass text'],
    [
      { body: { title: 'x' } },
      'client.post(): body is an object, which is not sent as it is. Use json or form.',
    ],
    [{ title: 'x' }, 'client.post(): there is no option title. Use form, json, body or headers'],
  ])('refuses %j, which would be sent as something else', async (init, message) => {
    await expect(createSiteClient(echo).post('/', init as object)).rejects.toThrow(message)
  })

  it('ignores the options of fetch()', async () => {
    const init = { redirect: 'manual', method: 'GET' } as object
    expect(await read(await createSiteClient(echo).post('/', init))).toMatchObject({ method: 'POST' })
  })

  it('sends JSON, with the given content type or the default one', async () => {
    const client = createSiteClient(echo)
    const usual = await read(await client.put('/', { json: { a: [1] } }))
    const own = await read(
      await client.put('/', { json: null, headers: { 'content-type': 'application/merge-patch+json' } }),
    )

    expect([usual.body, usual.headers['content-type']]).toEqual(['{"a":[1]}', 'application/json'])
    expect([own.body, own.headers['content-type']]).toEqual(['null', 'application/merge-patch+json'])
  })

  it('sends any other body, including a stream', async () => {
    const client = createSiteClient(echo)
    const stream = new Blob(['streamed']).stream()

    expect((await read(await client.post('/', { body: 'plain' }))).body).toBe('plain')
    expect((await read(await client.post('/', { body: stream }))).body).toBe('streamed')
  })

  it('sends its origin, or the given one, only with unsafe methods', async () => {
    const client = createSiteClient(echo)
    const headers = { origin: 'https://evil.example' }

    expect((await read(await client.post('/'))).headers.origin).toBe('http://localhost')
    expect((await read(await client.delete('/'))).headers.origin).toBe('http://localhost')
    expect((await read(await client.get('/'))).headers.origin).toBeUndefined()
    expect((await read(await client.post('/', { headers }))).headers.origin).toBe('https://evil.example')
  })

  it('creates a client with a session, without changing the first one', async () => {
    const client = createSiteClient(echo)
    client.cookies.set('a', '1')
    client.cookies.set('session', 'old')
    client.cookies.set('session', 'older', '/admin')
    const member = client.withSession({ userId: 1 } as object)

    const { headers } = await read(await member.get('/admin'))
    expect(headers.cookie).toBe('a=1; session=sealed*%7B%22userId%22%3A1%7D')
    expect((await read(await client.get('/'))).headers.cookie).toBe('a=1; session=old')
  })

  it('lets the site change a session that it was given', async () => {
    const member = createSiteClient(echo).withSession({})
    await member.get('/?set=session%3Dnext')

    expect((await read(await member.get('/'))).headers.cookie).toBe('session=next')
  })

  it('accepts an absolute URL of the site', async () => {
    expect((await read(await createSiteClient(echo).get('http://localhost/x'))).pathname).toBe('/x')
  })

  it.each(['notes', 'https://elsewhere.example/', 'http://localhost.evil.example/', ''])(
    'refuses %j, which is not a URL of the site',
    async (path) => {
      await expect(createSiteClient(echo).get(path)).rejects.toThrow(
        `client.get('${path}'): this is not a URL of the site`,
      )
    },
  )

  it('refuses two bodies', async () => {
    const asked = createSiteClient(echo).post('/', { form: {}, json: {} })
    await expect(asked).rejects.toThrow('client.post(): a request has only one body. Use form, json or body.')
  })

  it('closes the site at the end of an `await using` block', async () => {
    let closed = 0
    const site = {
      ...echo,
      async close() {
        closed++
      },
    }
    {
      await using client = createSiteClient(site)
      await client.get('/')
    }
    expect(closed).toBe(1)
  })
})
