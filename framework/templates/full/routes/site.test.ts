// Tests accounts and notes with requests, on a database that exists only for these tests.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { createTestClient } from 'vial/testing'

const folder = await mkdtemp(join(tmpdir(), 'my-site-'))
vi.stubEnv('DATABASE_FILE', join(folder, 'test.db'))
const client = await createTestClient()

afterAll(async () => {
  await client.close()
  await rm(folder, { recursive: true })
})

test('a visitor without an account is asked to log in', async () => {
  const response = await client.get('/notes')
  expect(response.status).toBe(303)
  expect(response.headers.get('location')).toContain('/login')
})

test('a user signs up, writes a note and deletes it', async () => {
  const ada = client.withSession({})
  const signedUp = await ada.post('/signup', { form: { name: 'ada', password: 'four words in a row' } })
  expect(signedUp.headers.get('location')).toBe('/notes')

  await ada.post('/notes?/add', { form: { text: 'Buy milk' } })
  const page = await (await ada.get('/notes')).text()
  expect(page).toContain('Buy milk')

  const [, id = ''] = /name="id" value="(\d+)"/.exec(page) ?? []
  await ada.post('/notes?/remove', { form: { id } })
  expect(await (await ada.get('/notes')).text()).not.toContain('Buy milk')
})

test('a note belongs to its user', async () => {
  const [bob, eve] = [client.withSession({}), client.withSession({})]
  await bob.post('/signup', { form: { name: 'bob', password: 'four words in a row' } })
  await eve.post('/signup', { form: { name: 'eve', password: 'four words in a row' } })
  await bob.post('/notes?/add', { form: { text: 'Private' } })
  const [, id = ''] = /name="id" value="(\d+)"/.exec(await (await bob.get('/notes')).text()) ?? []

  expect(await (await eve.get('/notes')).text()).not.toContain('Private')
  expect((await eve.post('/notes?/remove', { form: { id } })).status).toBe(404)
  expect(await (await bob.get('/notes')).text()).toContain('Private')
})

test('a name can be taken only once', async () => {
  const form = { name: 'carol', password: 'four words in a row' }
  expect((await client.withSession({}).post('/signup', { form })).status).toBe(303)
  expect((await client.withSession({}).post('/signup', { form })).status).toBe(422)
})

test('a login needs the right password', async () => {
  const form = { name: 'dan', password: 'four words in a row' }
  await client.withSession({}).post('/signup', { form })
  const wrong = await client.withSession({}).post('/login', { form: { ...form, password: 'wrong' } })
  expect([wrong.status, (await wrong.text()).includes('The name or password is wrong.')]).toEqual([422, true])
  const right = await client.withSession({}).post('/login', { form })
  expect(right.headers.get('location')).toBe('/notes')
})
