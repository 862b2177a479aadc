// vite preview: how it ends.
import { expect, it } from 'vitest'
import { openSite } from '../../fixtures/open-site.ts'

it('vite preview stops the site before it ends', async () => {
  const site = await openSite({
    'routes/_server.ts': `export default { start: () => async () => { await null; console.log('site stopped') } }`,
    'routes/index.ts': `export const GET = () => 'hello'`,
  })
  const { code, output } = await site.build()
  expect(code, output).toBe(0)
  const server = await site.startPreview()
  expect(await server.text('/')).toBe('hello')

  await server.stop()
  expect(server.output()).toContain('site stopped')
})
