// Tests that a server that stops finishes all kinds of work that are in progress at the same time.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSocket } from '../fixtures/socket-client.ts'
import { type TemporarySite, createTemporarySite, waitUntil } from '../fixtures/temporary-site.ts'

const sleep = (ms: number): string => `await new Promise((resolve) => setTimeout(resolve, ${ms}))`

let site: TemporarySite
beforeAll(async () => {
  site = await createTemporarySite({
    'routes/_server.ts': `
      const extension = { name: 'late', start: () => async () => { ${sleep(50)}; console.log('- extension stopped') } }
      export default {
        extensions: [extension],
        tasks: { tick: { cron: '* * * * * *', async run() { console.log('- task begun'); ${sleep(1300)}; console.log('- task done') } } },
        start: () => async () => { ${sleep(50)}; console.log('- site stopped') },
      }`,
    'routes/index.ts': `export const GET = () => 'alive'`,
    'routes/socket.ts': `export const socket = {
      open(peer) { peer.send('open') },
      async message(peer, message) { console.log('- message begun'); ${sleep(1300)}; console.log('- message done') },
      async close() { ${sleep(1300)}; console.log('- socket closed') },
    }`,
    // Read the signal before there is a stream.
    'routes/events.ts': `export const GET = ({ app, events, signal }) => events(async function* () {
      try { yield 'hello'; yield* app.subscribe('room', { signal }) } finally { ${sleep(1300)}; console.log('- events ended') }
    })`,
    'routes/after.ts': `export const GET = ({ after }) => { after(async () => { ${sleep(1300)}; console.log('- after done') }); return 'ok' }`,
    'routes/endless-after.ts': `export const GET = ({ after }) => { after(() => new Promise(() => {})); return 'ok' }`,
    'routes/endless.ts': `export const GET = ({ events }) => events(async function* () { yield 'hello'; await new Promise(() => {}) })`,
    'routes/slow.ts': `export const GET = async () => { ${sleep(1300)}; return 'slow' }`,
  })
  const { code, output } = await site.build()
  expect(code, output).toBe(0)
})
afterAll(() => site?.dispose())

describe('a server that stops', () => {
  it('finishes requests, tasks, hooks, streams and background work, and then calls what start returned', async () => {
    const server = await site.startProduction()
    const client = await openSocket(new URL('/socket', server.origin))
    await client.next()
    const stream = (await server.fetch('/events')).body!.getReader()
    await stream.read()
    await server.text('/after')
    await waitUntil(async () => expect(server.output()).toContain('task begun'))
    const slow = server.text('/slow')
    client.send('last words')
    await waitUntil(async () => expect(server.output()).toContain('message begun'))

    expect(await server.stop()).toBe(0)
    expect(await slow).toBe('slow')
    expect((await client.closed).code).toBe(1001)
    const steps = server.output().match(/(?<=^- ).*/gm)!
    for (const step of ['message done', 'socket closed', 'events ended', 'after done', 'task done']) {
      expect(steps.slice(0, -2)).toContain(step)
    }
    expect(steps.slice(-2)).toEqual(['site stopped', 'extension stopped'])
  })

  it('waits no longer than SHUTDOWN_TIMEOUT in total, and even then calls what start returned', async () => {
    const server = await site.startProduction({ SHUTDOWN_TIMEOUT: '2' })
    const endless = (await server.fetch('/endless')).body!.getReader()
    await endless.read()
    await server.text('/endless-after')

    expect(await server.stop()).toBe(1)
    const [, left] =
      /- site stopped\n- extension stopped[\s\S]*The work passed to ctx\.after\(\), or onError, took longer than ([\d.]+) ms/.exec(
        server.output(),
      )!
    // What the requests left of it; the least that is always given is a second.
    expect(Number(left)).toBe(1000)
  })
})
