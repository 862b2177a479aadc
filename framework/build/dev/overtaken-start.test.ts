// vite dev: a change while the site starts.
import { expect, it, onTestFinished } from 'vitest'
import { listenToHotUpdates } from '../../fixtures/hot-updates.ts'
import { openSite } from '../../fixtures/open-site.ts'
import { waitUntil } from '../../fixtures/temporary-site.ts'

/** A `_server.ts` that waits for a file. */
const waiting = (rest: string): string => `
  import { existsSync } from 'node:fs'
  import { setTimeout } from 'node:timers/promises'
  async function passGate() {
    console.log('at the gate')
    while (!existsSync(new URL('../gate', import.meta.url))) await setTimeout(10)
  }
  ${rest}`
const named = (name: string): string => `export default { start: (app) => { app.locals.name = '${name}' } }`

/** Starts a site, replaces its `_server.ts` with one that waits, and sends a request that waits for it. */
async function openAtGate(slow: string) {
  const site = await openSite({
    'routes/_server.ts': named('first'),
    'routes/index.ts': 'export const GET = (ctx) => ctx.app.locals.name',
  })
  const server = await site.startDev()
  const updates = await listenToHotUpdates(server.origin)
  onTestFinished(() => updates.close())
  const change = async (text: string): Promise<void> => {
    await site.write({ 'routes/_server.ts': text })
    await updates.next('full-reload')
  }
  expect(await server.text('/')).toBe('first')
  await change(slow)
  const delayed = server.text('/')
  await waitUntil(async () => expect(server.output()).toContain('at the gate'))
  return { server, change, delayed, openGate: () => site.write({ gate: '' }) }
}

it('applies a change that is made while _server.ts is imported', async () => {
  const { server, change, delayed, openGate } = await openAtGate(
    waiting(`await passGate()\n${named('slow')}`),
  )
  await change(named('last'))
  await openGate()
  await delayed

  expect(await server.text('/')).toBe('last')
})

it('stops a site that starts too late, without its tasks, and answers with the one that replaced it', async () => {
  const { server, change, delayed, openGate } = await openAtGate(
    waiting(`export default {
      // Cannot be started.
      tasks: { wrong: {} },
      async start(app) {
        await passGate()
        app.locals.name = 'slow'
        return () => console.log('slow site stopped')
      },
    }`),
  )
  await change(named('last'))
  expect(await server.text('/')).toBe('last')
  await openGate()

  expect(await delayed).toBe('last')
  await waitUntil(async () => expect(server.output()).toContain('slow site stopped'))
  expect(await server.text('/')).toBe('last')
})
