import { describe, expect, it } from 'vitest'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import { field, file, multipart, toBody } from '../../fixtures/multipart-body.ts'
import { readUploads } from '../../node/bodies/read-uploads.ts'
import { readForm, readJson } from './form.ts'

const urlencoded = (body: string, type = 'application/x-www-form-urlencoded'): Request =>
  new Request('http://localhost', { method: 'POST', body, headers: { 'content-type': type } })
const jsonBody = (body: string, type = 'application/json'): Request =>
  new Request('http://localhost', { method: 'POST', body, headers: { 'content-type': type } })

const titled = {
  '~standard': {
    version: 1 as const,
    vendor: 'test',
    validate: (value: unknown) => {
      const { title } = value as { title?: string }
      return title
        ? { value: { title: title.trim() } }
        : { issues: [{ message: 'Enter a title.', path: ['title'] }, { message: 'Fix the form.' }] }
    },
  },
}

describe('readForm()', () => {
  it('returns the output of the schema', async () => {
    expect(await readForm(urlencoded('title=+a+'), titled)).toEqual({
      ok: true,
      data: { title: 'a' },
      values: { title: ' a ' },
    })
  })

  it('returns values and errors by field if the schema refuses', async () => {
    expect(await readForm(urlencoded('title=&body=b'), titled)).toEqual({
      ok: false,
      values: { title: '', body: 'b' },
      errors: { title: ['Enter a title.'], '': ['Fix the form.'] },
    })
  })

  it('collects repeated names in a list, and their texts for filling the form again', async () => {
    const form = await readForm(urlencoded('tag=a&tag=b&x=1'))

    expect(form).toEqual({
      ok: true,
      data: { tag: ['a', 'b'], x: '1' },
      values: { tag: 'a', x: '1' },
      lists: { tag: ['a', 'b'] },
    })
  })

  it('keeps all of more than two values of a name, and files only in the data', async () => {
    const body = new FormData()
    for (const tag of ['a', 'b', 'c']) body.append('tag', tag)
    body.append('file', new File(['1'], 'a.txt'))
    body.append('file', 'a text')
    body.append('file', new File(['2'], 'b.txt'))
    const form = await readForm(new Request('http://localhost', { method: 'POST', body }))

    expect(form).toMatchObject({
      data: { tag: ['a', 'b', 'c'], file: [expect.any(File), 'a text', expect.any(File)] },
      values: { tag: 'a', file: 'a text' },
    })
    expect(form.lists).toEqual({ tag: ['a', 'b', 'c'] })
  })

  it('counts the fields of an urlencoded form', async () => {
    const send = (count: number): Promise<unknown> =>
      readForm(new Request('http://localhost/', { method: 'POST', body: toPairs(count) }), undefined, {
        maxFields: 3,
      })
    const toPairs = (count: number): URLSearchParams =>
      new URLSearchParams(Array.from({ length: count }, (_, index) => [`field${index}`, 'x']))

    await expect(send(3)).resolves.toMatchObject({ ok: true })
    await expect(send(4)).rejects.toMatchObject({ status: 413 })
  })

  it('has no lists if every name occurs once', async () => {
    expect(await readForm(urlencoded('a=1&b=2'))).not.toHaveProperty('lists')
  })

  it('names nested fields with dots, and keeps all messages of a field', async () => {
    const path = ['user', { key: 'roles' }, 0]
    const issues = [
      { message: 'first', path },
      { message: 'second', path },
    ]
    const nested = { '~standard': { version: 1 as const, vendor: 'test', validate: () => ({ issues }) } }

    expect((await readForm(urlencoded('a=1'), nested)).errors).toEqual({
      'user.roles.0': ['first', 'second'],
    })
  })

  it('reads multipart forms with the parser of the platform if there is one', async () => {
    const body = toBody([field('title', 'a title'), file('file', 'a.txt', 'content', 'text/csv')])
    const request = new Request('http://localhost', {
      method: 'POST',
      body,
      headers: { 'content-type': multipart },
    })
    const form = await readForm(request, undefined, { readUploads })
    const { title, file: sent } = form.ok ? (form.data as { title: string; file: File }) : ({} as never)

    expect([title, sent.name, sent.type, await sent.text()]).toEqual([
      'a title',
      'a.txt',
      'text/csv',
      'content',
    ])
    expect(form.values).toEqual({ title: 'a title' })
  })

  it.each([
    ['text/plain', 'Send a form: application/x-www-form-urlencoded or multipart/form-data.'],
    ['multipart/form-data; boundary=x', 'The form is malformed.'],
  ])('says what is wrong with a body of type %s', async (type, message) => {
    await expect(readForm(urlencoded('a=b', type))).rejects.toMatchObject({ message })
  })

  it('answers 400 if the body breaks off', async () => {
    const broken = (type: string): Request =>
      new Request('http://localhost', {
        method: 'POST',
        body: new ReadableStream({ start: (controller) => controller.error(new Error('connection lost')) }),
        headers: { 'content-type': type },
        duplex: 'half',
      } as RequestInit)

    await expect(readForm(broken('application/x-www-form-urlencoded'))).rejects.toMatchObject({
      status: 400,
      message: 'The form could not be read.',
      cause: expect.any(Error),
    })
    await expect(readJson(broken('application/json'))).rejects.toMatchObject({
      status: 400,
      message: 'The body could not be read.',
    })
  })

  it('may be called twice, by middleware and by the handler', async () => {
    const request = urlencoded('title=a')

    expect(await readForm(request)).toEqual(await readForm(request, titled))
  })

  it('reads multipart forms, and leaves files out of the values for filling the form again', async () => {
    const body = new FormData()
    body.set('title', 'a')
    body.set('file', new File(['text'], 'a.txt'))
    const form = await readForm(new Request('http://localhost', { method: 'POST', body }))

    expect(form.ok && (form.data as { file: File }).file.name).toBe('a.txt')
    expect(form.values).toEqual({ title: 'a' })
  })

  it.each([
    ['the platform', {}],
    ['the server', { readUploads }],
  ])('takes a file input without a file for a missing field, read by %s', async (_, reading) => {
    const files = [file('photo', '', ''), file('list', '', ''), file('list', 'a.txt', 'a')]
    const empty = file('empty', 'empty.txt', '')
    const body = toBody([field('title', 'a'), ...files, empty])
    const request = new Request('http://localhost', {
      method: 'POST',
      body,
      headers: { 'content-type': multipart },
    })
    const { data } = (await readForm(request, undefined, reading)) as { data: Record<string, File> }

    expect(Object.keys(data)).toEqual(['title', 'list', 'empty'])
    expect([data.list?.name, data.empty?.size]).toEqual(['a.txt', 0])
  })

  it('treats names like __proto__ as data', async () => {
    const form = await readForm(urlencoded('__proto__=x&constructor=y&toString=z'))

    expect(Object.keys((form as { data: object }).data)).toEqual(['__proto__', 'constructor', 'toString'])
    expect(({} as Record<string, unknown>).x).toBeUndefined()
  })

  it.each([
    ['text/plain', 415],
    ['', 415],
    ['multipart/form-data', 400],
    ['multipart/form-data; boundary=x', 400],
  ])('refuses a body of type "%s" with %i', async (type, status) => {
    await expect(readForm(urlencoded('a=b', type))).rejects.toMatchObject({ status })
  })

  it('ignores the case and the parameters of the content type', async () => {
    const form = await readForm(urlencoded('a=b', 'Application/X-WWW-Form-URLencoded ; charset=utf-8'))

    expect(form.ok).toBe(true)
  })
})

describe('what is not a schema', () => {
  it.each([{ title: String }, {}, 'title', null])('is refused: %j', async (schema) => {
    await expect(readForm(urlencoded('a=b'), schema as never)).rejects.toThrow(
      'ctx.form(): the argument is not a Standard Schema. Pass one of zod, valibot or arktype',
    )
    await expect(readJson(urlencoded('a=b'), schema as never)).rejects.toThrow(
      'ctx.json(): the argument is not a Standard Schema. It reads the body: to answer with JSON, return the value',
    )
  })
})

describe('readJson()', () => {
  it('returns the value that the schema validated', async () => {
    expect(await readJson(jsonBody('{"a":[1]}'))).toEqual({ a: [1] })
    expect(await readJson(jsonBody('{"title":"x"}'), titled)).toEqual({ title: 'x' })
    expect(await readJson(jsonBody('1', 'application/merge-patch+json; charset=utf-8'))).toBe(1)
  })

  it.each([
    'text/json',
    'Text/JSON; charset=utf-8',
    'application/csp-report',
    'application/reports+json',
    'application/vnd.api+json',
    'model/gltf+json',
  ])('accepts the type "%s"', async (type) => {
    expect(await readJson(jsonBody('{"a":1}', type))).toEqual({ a: 1 })
  })

  it.each([
    'text/plain',
    '',
    'application/jsonx',
    'text/plain;application/json',
    'text/jsonp',
    '+json',
    'application/+json',
    'a/b/c+json',
  ])('refuses the type "%s" with 415', async (type) => {
    await expect(readJson(jsonBody('{}', type))).rejects.toMatchObject({ status: 415 })
  })

  it('ignores a byte order mark', async () => {
    expect(await readJson(jsonBody('\ufeff{"a":1}'))).toEqual({ a: 1 })
  })

  it('refuses malformed JSON with 400', async () => {
    await expect(readJson(jsonBody('{'))).rejects.toMatchObject({
      status: 400,
      message: 'The body is not valid JSON.',
      cause: expect.any(SyntaxError),
    })
  })

  it.each([
    'application/xjson',
    'application/+json',
    'application/a b+json',
    'application/a+jsonx',
    'xtext/json',
  ])('refuses the type "%s", which is not JSON', async (type) => {
    await expect(readJson(jsonBody('{}', type))).rejects.toMatchObject({
      status: 415,
      message: 'Send JSON with the content type application/json.',
    })
  })

  it('accepts the types of formats that are JSON', async () => {
    for (const type of ['application/vnd.api+json', 'application/a_1-b.c+json', ' Application/JSON ']) {
      expect(await readJson(jsonBody('{}', type))).toEqual({})
    }
  })

  it('answers 422 with errors if the schema refuses', async () => {
    await expect(readJson(jsonBody('{}'), titled)).rejects.toMatchObject({
      status: 422,
      message: 'The data does not have the expected form.',
      errors: { title: ['Enter a title.'] },
    })
  })
})

describe('ctx.form()', () => {
  it('answers 413 for a chunked body over the limit', async () => {
    const site = createLiteralSite({
      'form.ts': { config: { bodyLimit: 10 }, POST: async (ctx: { form(): Promise<unknown> }) => ctx.form() },
    })
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(`title=${'x'.repeat(20)}`))
        controller.close()
      },
    })
    const response = await site.fetch('/form', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      duplex: 'half',
    } as RequestInit)

    expect(response.status).toBe(413)
  })
})
