// Tests that sockets and event streams end with their session.
import { describe, expect, it, vi } from 'vitest'
import { cookiesOf, createLiteralSite, type LiteralSite } from '../../fixtures/literal-site.ts'
import type { RawPeer } from '../../realtime/socket.ts'
import { memoryStore } from '../../session/memory-store.ts'
import type { SessionOptions } from '../../session/session-config.ts'
import type { AcceptedSocket, Socket } from '../route/socket-route.ts'
import type { Context } from './context.ts'

type Values = { user?: string }
const valuesOf = (ctx: Context): Values => ctx.session as Values

const modules = {
  'login.ts': {
    POST(ctx: Context) {
      ctx.session.regenerate()
      valuesOf(ctx).user = 'anna'
    },
  },
  'logout.ts': { POST: (ctx: Context) => ctx.session.destroy() },
  'others.ts': {
    POST: async (ctx: Context) => ({ ended: await ctx.app.sessions.end('anna', { except: ctx.session }) }),
  },
  'read.ts': { GET: (ctx: Context) => ({ ...valuesOf(ctx) }) },
  'ws.ts': { socket: {} satisfies Socket },
  'events.ts': {
    GET(ctx: Context) {
      const name = valuesOf(ctx).user ?? 'anonymous'
      return ctx.events(async function* () {
        yield { data: name }
        await new Promise((resolve) => ctx.signal.addEventListener('abort', resolve))
      })
    },
  },
}

function createSite(settings: SessionOptions = {}): LiteralSite {
  const user = (session: object): string | undefined => (session as Values).user
  const session = { store: memoryStore(), user, closeConnections: true, ...settings }
  return createLiteralSite({ ...modules, '_server.ts': { default: { session } } })
}

async function login(site: LiteralSite): Promise<string> {
  return cookiesOf(await site.fetch('/login', { method: 'POST' }))
}

const post = (site: LiteralSite, path: string, cookie: string): Promise<Response> =>
  site.fetch(path, { method: 'POST', headers: { cookie } })

/** Opens a socket. `closed` resolves when the server closes it. */
async function openSocket(site: LiteralSite, cookie: string) {
  const accepted = (await site.handler.upgrade(
    new Request('http://localhost/ws', {
      headers: {
        'sec-websocket-version': '13',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        origin: 'http://localhost',
        ...(cookie && { cookie }),
      },
    }),
  )) as AcceptedSocket
  let close = (_: unknown[]): void => {}
  const closed = new Promise<unknown[]>((resolve) => {
    close = resolve
  })
  const closing = vi.fn((...details: unknown[]) => close(details))
  const peer = {
    topics: new Set(),
    websocket: {},
    bufferedAmount: 0,
    send() {},
    close: closing,
    terminate() {},
  }
  accepted.connection.open(peer as unknown as RawPeer)
  return { closed, closing, peer: peer as unknown as RawPeer, ...accepted }
}

const ended = [1008, 'The session has ended.']

describe('session.closeConnections', () => {
  it.each(['/logout', '/login'])('closes the sockets of a session that %s ends', async (path) => {
    const site = createSite()
    const [cookie, other] = [await login(site), await login(site)]
    const [socket, stranger, anonymous] = [
      await openSocket(site, cookie),
      await openSocket(site, other),
      await openSocket(site, ''),
    ]
    await post(site, path, cookie)

    expect(await socket.closed).toEqual(ended)
    expect(stranger.closing).not.toHaveBeenCalled()
    expect(anonymous.closing).not.toHaveBeenCalled()
  })

  it('closes a socket whose session ends after it was checked', async () => {
    const store = memoryStore()
    let countRead = (): void => {}
    const read: typeof store.read = async (id) => {
      const found = await store.read(id)
      countRead()
      return found
    }
    const site = createSite({ store: { ...store, read } })
    const cookie = await login(site)
    // The request reads the session, and then the check of the open socket.
    const checked = new Promise<void>((resolve) => {
      countRead = () => {
        countRead = resolve
      }
    })
    const socket = await openSocket(site, cookie)
    await checked
    await post(site, '/logout', cookie)

    expect(await socket.closed).toEqual(ended)
  })

  it('closes the sockets of other devices', async () => {
    const site = createSite()
    const [phone, laptop] = [await login(site), await login(site)]
    const [far, near] = [await openSocket(site, phone), await openSocket(site, laptop)]
    await post(site, '/others', laptop)

    expect(await far.closed).toEqual(ended)
    expect(near.closing).not.toHaveBeenCalled()
  })

  it('closes a socket whose session ends while it is opened', async () => {
    const site = createSite()
    const cookie = await login(site)
    const opening = openSocket(site, cookie)
    await post(site, '/logout', cookie)

    expect(await (await opening).closed).toEqual(ended)
  })

  it('closes a socket when its session expires, unless other requests renew it', async () => {
    vi.useFakeTimers()
    try {
      const site = createSite({ ttl: '1h', rolling: true })
      const cookie = await login(site)
      const { closing } = await openSocket(site, cookie)
      await vi.advanceTimersByTimeAsync(40 * 60_000)
      await site.fetch('/read', { headers: { cookie } })
      await vi.advanceTimersByTimeAsync(59 * 60_000)
      expect(closing).not.toHaveBeenCalled()
      await vi.advanceTimersByTimeAsync(60_000)
      // The connection finds out its room in another thread.
      await vi.waitFor(() => expect(closing.mock.calls).toEqual([ended]), 30_000)
    } finally {
      vi.useRealTimers()
    }
  })

  it('ends event streams, after what they have sent', async () => {
    const site = createSite()
    const cookie = await login(site)
    const response = await site.fetch('/events', { headers: { cookie } })
    const reader = response.body!.pipeThrough(new TextDecoderStream() as never).getReader()
    expect((await reader.read()).value).toContain('data: anna')
    const rest = reader.read()
    await post(site, '/logout', cookie)

    expect((await rest).value).toMatch(/^retry: \d+\n\n$/)
    expect((await reader.read()).done).toBe(true)
  })

  it('stops watching when a socket is closed', async () => {
    const site = createSite()
    const cookie = await login(site)
    const { connection, peer, closing } = await openSocket(site, cookie)
    connection.close(peer, { code: 1000 })
    await post(site, '/logout', cookie)
    await site.fetch('/read', { headers: { cookie } })

    expect(closing).not.toHaveBeenCalled()
  })

  it('does nothing by default, and needs a store', async () => {
    const site = createSite({ closeConnections: false })
    const cookie = await login(site)
    const { closing } = await openSocket(site, cookie)
    await post(site, '/logout', cookie)
    await site.fetch('/read', { headers: { cookie } })
    expect(closing).not.toHaveBeenCalled()

    const session = { closeConnections: true }
    const broken = createLiteralSite({ '_server.ts': { default: { session } } })
    await expect(broken.handler.open()).rejects.toThrow('Set session.store, too.')
  })
})
