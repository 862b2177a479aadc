import { describe, expect, it } from 'vitest'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
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
    await expect(readJson(jsonBody('{'))).rejects.toMatchObject({ status: 400 })
  })

  it('answers 422 with errors if the schema refuses', async () => {
    await expect(readJson(jsonBody('{}'), titled)).rejects.toMatchObject({
      status: 422,
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
