// Tests the home page.
import { afterAll, expect, test } from 'vitest'
import { createTestClient } from 'vial/testing'

const client = await createTestClient()
afterAll(() => client.close())

test('the home page remembers a name', async () => {
  const saved = await client.post('/', { form: { name: 'Ada' } })
  expect(saved.status).toBe(303)
  expect(await (await client.get('/')).text()).toContain('Hello, Ada!')
})

test('a name is required', async () => {
  const refused = await client.post('/', { form: { name: ' ' } })
  expect(refused.status).toBe(422)
  expect(await refused.text()).toContain('Enter a name of up to 40 characters.')
})
