// Tests the API with requests.
import { afterAll, expect, test } from 'vitest'
import { createTestClient } from 'vial/testing'

const client = await createTestClient()
afterAll(() => client.close())

test('a note is added, read, replaced and deleted', async () => {
  const added = await client.post('/notes', { json: { text: ' Buy milk ' } })
  expect([added.status, added.headers.get('location')]).toEqual([201, '/notes/1'])
  expect(await added.json()).toEqual({ id: 1, text: 'Buy milk', isDone: false })

  const replaced = await client.put('/notes/1', { json: { text: 'Buy milk', isDone: true } })
  expect(replaced.status).toBe(200)
  expect(await (await client.get('/notes?isDone=true')).json()).toMatchObject({ notes: [{ id: 1 }] })
  expect(await (await client.get('/notes?isDone=false')).json()).toEqual({ notes: [] })

  expect((await client.delete('/notes/1')).status).toBe(204)
  expect((await client.get('/notes/1')).status).toBe(404)
})

test('wrong input is answered with a problem document', async () => {
  const response = await client.post('/notes', { json: { text: '' } })
  expect([response.status, response.headers.get('content-type')]).toEqual([422, 'application/problem+json'])
  expect(await response.json()).toMatchObject({ status: 422, errors: { text: ['Write a note.'] } })
  expect((await client.get('/notes?isDone=perhaps')).status).toBe(400)
  expect((await client.post('/notes', { body: 'not JSON' })).status).toBe(415)
})

test('an unknown URL is answered with a problem document', async () => {
  const response = await client.get('/nothing', { headers: { accept: 'application/json' } })
  expect([response.status, response.headers.get('content-type')]).toEqual([404, 'application/problem+json'])
})
