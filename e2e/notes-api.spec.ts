// The JSON API of the notes, and its errors.
import { createName, sendAccount } from './notes-visitor.ts'
import { expect, test } from './site-test.ts'
import { userTest } from './user-test.ts'

test.describe('/notes/api/notes', () => {
  test('refuses anonymous clients with a problem document', async ({ request }) => {
    const response = await request.get('/notes/api/notes')
    expect(response.status()).toBe(401)
    expect(response.headers()['content-type']).toBe('application/problem+json')
    expect(await response.json()).toEqual({
      type: 'about:blank',
      title: 'Unauthorized',
      status: 401,
      detail: expect.stringContaining('Log in'),
      instance: '/notes/api/notes',
      requestId: response.headers()['x-request-id'],
    })
  })

  userTest('creates, reads, replaces and deletes', async ({ request }) => {
    const created = await request.post('/notes/api/notes', { data: { title: ' Milk ', body: 'Two litres' } })
    expect(created.status()).toBe(201)
    const note = await created.json()
    expect(note).toMatchObject({ title: 'Milk', body: 'Two litres' })
    const path = created.headers().location ?? ''
    expect(path).toBe(`/notes/api/notes/${note.id}`)

    expect(await (await request.get(path)).json()).toEqual(note)
    const replaced = await request.put(path, { data: { title: 'Oat milk' } })
    expect(await replaced.json()).toMatchObject({ id: note.id, title: 'Oat milk', body: '' })
    const list = await (await request.get('/notes/api/notes?q=OAT')).json()
    expect(list).toMatchObject({ page: 1, pages: 1, total: 1, notes: [{ id: note.id, title: 'Oat milk' }] })

    const deleted = await request.delete(path)
    expect([deleted.status(), await deleted.text()]).toEqual([204, ''])
    expect((await request.get(path)).status()).toBe(404)
  })

  userTest('changes and deletes only the version that If-Match names', async ({ request }) => {
    const created = await request.post('/notes/api/notes', { data: { title: 'Milk' } })
    const path = created.headers().location ?? ''
    const first = created.headers().etag ?? ''
    expect(first).toMatch(/^"[^"]+"$/)
    expect((await request.get(path)).headers().etag).toBe(first)
    const put = (title: string, tag: string) =>
      request.put(path, { data: { title }, headers: { 'if-match': tag } })

    const changed = await put('Oat milk', `"other", W/${first}`)
    expect(changed.status()).toBe(200)
    const second = changed.headers().etag ?? ''
    expect(second).not.toBe(first)
    for (const refused of [
      await put('Soy milk', first),
      await request.delete(path, { headers: { 'if-match': first } }),
    ]) {
      expect(refused.status()).toBe(412)
      expect(refused.headers()['content-type']).toBe('application/problem+json')
      expect((await refused.json()).detail).toContain('This note has changed since you read it.')
    }
    expect((await (await request.get(path)).json()).title).toBe('Oat milk')

    // Of several clients that change the same version at once, one wins.
    const answers = await Promise.all(['a', 'b', 'c'].map((title) => put(title, second)))
    expect(answers.map((answer) => answer.status()).sort()).toEqual([200, 412, 412])
    expect((await put('Any version', '*')).status()).toBe(200)
    const last = (await request.get(path)).headers().etag ?? ''
    expect((await request.delete(path, { headers: { 'if-match': last } })).status()).toBe(204)
    expect((await put('Gone', last)).status()).toBe(404)
  })

  userTest('names the invalid fields', async ({ request }) => {
    const response = await request.post('/notes/api/notes', { data: { title: '', body: 7 } })
    expect(response.status()).toBe(422)
    expect(response.headers()['content-type']).toBe('application/problem+json')
    expect((await response.json()).errors).toEqual({ title: ['Write a title.'], body: ['Write one text.'] })
    const page = await request.get('/notes/api/notes?page=none')
    expect(page.status()).toBe(400)
    expect((await page.json()).errors).toEqual({ page: ['The page must be an integer of 1 or more.'] })
  })

  userTest('refuses bodies that are not JSON', async ({ request }) => {
    const form = await request.post('/notes/api/notes', { form: { title: 'x' } })
    expect(form.status()).toBe(415)
    const headers = { 'content-type': 'application/json' }
    const malformed = await request.post('/notes/api/notes', { headers, data: Buffer.from('{"title":') })
    expect(malformed.status()).toBe(400)
  })

  userTest('refuses access to the notes of another user', async ({ request, playwright, baseURL }) => {
    const { id } = await (await request.post('/notes/api/notes', { data: { title: 'Mine' } })).json()
    const cookies = await sendAccount('/notes/signup', createName())
    const other = await playwright.request.newContext({
      baseURL: baseURL ?? '',
      storageState: { cookies, origins: [] },
    })
    const path = `/notes/api/notes/${id}`
    const answers = [other.get(path), other.put(path, { data: { title: 'Ours' } }), other.delete(path)]
    expect((await Promise.all(answers)).map((answer) => answer.status())).toEqual([403, 403, 403])
    await other.dispose()
    expect((await (await request.get(path)).json()).title).toBe('Mine')
  })

  userTest('lists its methods', async ({ request }) => {
    const refused = await request.delete('/notes/api/notes')
    expect(refused.status()).toBe(405)
    expect(toMethods(refused.headers().allow)).toEqual(['GET', 'HEAD', 'OPTIONS', 'POST'])
    const options = await request.fetch('/notes/api/notes/1', { method: 'OPTIONS' })
    expect(options.status()).toBe(204)
    expect(toMethods(options.headers().allow)).toEqual(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PUT'])
    const head = await request.head('/notes/api/notes')
    expect([head.status(), head.headers()['content-type'], await head.text()]).toEqual([
      200,
      'application/json',
      '',
    ])
  })

  userTest('accepts only integers as ids', async ({ request }) => {
    for (const id of ['x', '1.0', '07', '1e3', '99999999999999999999']) {
      expect((await request.get(`/notes/api/notes/${id}`)).status(), id).toBe(404)
    }
  })
})

function toMethods(allow: string | undefined): string[] {
  return (allow ?? '').split(', ').sort()
}
