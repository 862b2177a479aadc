// vite dev and vite preview: how they end.
import { expect, it } from 'vitest'
import { openSite } from '../../fixtures/open-site.ts'

const files = {
  'routes/_server.ts': `
    import { setTimeout } from 'node:timers/promises'
    export default { start: () => async () => { await setTimeout(50); console.log('site stopped') } }`,
  'routes/index.ts': `export const GET = () => 'hello'`,
}

it('vite dev stops the site before it ends', async () => {
  const site = await openSite(files)
  const server = await site.startDev()
  expect(await server.text('/')).toBe('hello')

  await server.stop()
  expect(server.output()).toContain('site stopped')
})

it('vite dev ends in spite of a stop function that never ends', async () => {
  const site = await openSite({
    ...files,
    'routes/_server.ts': 'export default { start: () => () => new Promise(() => {}) }',
  })
  const server = await site.startDev()
  expect(await server.text('/')).toBe('hello')

  await server.stop()
  expect(server.output()).toContain('The site has not stopped after 3000 ms.')
})

it('vite preview stops the site before it ends', async () => {
  const site = await openSite(files)
  const { code, output } = await site.build()
  expect(code, output).toBe(0)
  const server = await site.startPreview()
  expect(await server.text('/')).toBe('hello')

  await server.stop()
  expect(server.output()).toContain('site stopped')
})
