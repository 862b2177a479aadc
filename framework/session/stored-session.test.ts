// Tests what a request writes to the session store, and for how long.
import { describe, expect, it } from 'vitest'
import { createSealer } from '../node/sessions/iron-seal.ts'
import { parseSecrets } from './secret.ts'
import { type SessionOptions, createSessionConfig } from './session-config.ts'
import type { SessionStore, StoredSession } from './session-store.ts'
import { commitStoredSession, createStoredSession, loadSession, openStoredSession } from './stored-session.ts'

const start = 1_800_000_000_000
const minute = 60_000

interface Call {
  readonly name: 'write' | 'touch' | 'delete'
  readonly session?: StoredSession
  readonly times?: object
  readonly ttl?: number
  readonly mustExist?: boolean
}

/** Creates a store whose clock the test sets, and a visitor who keeps the cookie. */
function createVisitor(settings: SessionOptions = {}) {
  const clock = { now: start }
  const calls: Call[] = []
  const sessions = new Map<string, StoredSession>()
  // memoryStore() would drop the sessions, because its clock is that of the system.
  const store: SessionStore = {
    read: async (id) => sessions.get(id),
    async write(id, session, ttl, { mustExist }) {
      calls.push({ name: 'write', session, ttl, mustExist })
      if (mustExist && !sessions.has(id)) return false
      sessions.set(id, session)
      return true
    },
    async touch(id, times, ttl) {
      calls.push({ name: 'touch', times, ttl })
      const session = sessions.get(id)
      if (session) sessions.set(id, { ...session, ...times })
      return session !== undefined
    },
    async delete(id) {
      calls.push({ name: 'delete' })
      return sessions.delete(id)
    },
  }
  const now = (): number => clock.now
  const sealer = createSealer(parseSecrets('kT3vQ8wZr1Lm5XyB0pNs7HdC2fGj9UaE'), now)
  const surroundings = { sealer, secure: false, base: '/', now }
  const config = { ...createSessionConfig({ store, ...settings }, surroundings), store }
  let cookie: string | undefined

  /** Sends a request; returns its `Set-Cookie` line, its warning and the calls to the store. */
  async function request(
    change: (values: Record<string, unknown>) => void = () => {},
    userAgent?: string,
  ): Promise<{ values: object; setCookie?: string; warning?: string; calls: Call[] }> {
    const loaded = cookie === undefined ? undefined : await loadSession(config, cookie)
    const active = openStoredSession(loaded, cookie)
    const values = active.session as unknown as Record<string, unknown>
    change(values)
    const copy = { ...values }
    const saved = await commitStoredSession(config, loaded, active, { userAgent })
    if (saved.setCookie) cookie = /=([^;]*)/.exec(saved.setCookie)?.[1] || undefined
    return { values: copy, ...saved, calls: calls.splice(0) }
  }

  return { request, clock, config, sessions }
}

const user = (values: object): never => (values as { userId?: unknown }).userId as never
const set = (more: object) => (values: object) => void Object.assign(values, more)

describe('commitStoredSession()', () => {
  it('writes a new session with its times and lifetime', async () => {
    const { request } = createVisitor({ ttl: '1h' })
    const { calls } = await request(set({ a: 1 }))

    expect(calls).toEqual([
      {
        name: 'write',
        session: {
          json: '{"a":1}',
          createdAt: start,
          lastSeenAt: start,
          expiresAt: start + 60 * minute,
          user: undefined,
          userAgent: undefined,
        },
        ttl: 3600,
        mustExist: false,
      },
    ])
  })

  it('keeps the start of a session that changes, which must still exist', async () => {
    const { request, clock } = createVisitor({ ttl: '1h' })
    await request(set({ a: 1 }))
    clock.now += 10 * minute
    const { calls } = await request(set({ a: 2 }))

    expect(calls).toMatchObject([
      {
        name: 'write',
        session: { createdAt: start, lastSeenAt: clock.now, expiresAt: clock.now + 60 * minute },
        mustExist: true,
      },
    ])
  })

  it('limits the lifetime in the store to the maximum age', async () => {
    const { request, clock } = createVisitor({ ttl: '1h', absolute: '90m' })
    expect((await request(set({ a: 1 }))).calls).toMatchObject([{ ttl: 3600 }])
    clock.now += 45 * minute
    expect((await request(set({ a: 2 }))).calls).toMatchObject([
      { session: { expiresAt: start + 90 * minute }, ttl: 45 * 60 },
    ])
    clock.now = start + 90 * minute - 1
    expect((await request(set({ a: 3 }))).calls).toMatchObject([{ ttl: 1 }])
  })

  it('writes nothing if nothing changed', async () => {
    const { request } = createVisitor()
    await request(set({ a: 1 }))

    expect(await request()).toEqual({ values: { a: 1 }, calls: [] })
    expect(await request(set({ a: 1 }))).toEqual({ values: { a: 1 }, calls: [] })
  })

  it('records the last use of a session with a user once a minute, without a longer life', async () => {
    const { request, clock } = createVisitor({ user, ttl: '1h' })
    await request(set({ userId: 'anna' }))
    clock.now += minute - 1
    expect((await request()).calls).toEqual([])
    clock.now += 1

    expect((await request()).calls).toEqual([
      {
        name: 'touch',
        times: { lastSeenAt: start + minute, expiresAt: start + 60 * minute },
        ttl: 59 * 60,
      },
    ])
  })

  it('records every use of a rolling session, with a longer life', async () => {
    const { request, clock } = createVisitor({ rolling: true, ttl: '1h' })
    await request(set({ a: 1 }))
    clock.now += 1000

    expect((await request()).calls).toEqual([
      { name: 'touch', times: { lastSeenAt: clock.now, expiresAt: clock.now + 60 * minute }, ttl: 3600 },
    ])
  })

  it.each([
    ['anna', 'anna'],
    [7, '7'],
    [0, '0'],
    ['', undefined],
    [null, undefined],
    [undefined, undefined],
  ])('stores the user %j as %j, and the browser only for a user', async (userId, stored) => {
    const { request } = createVisitor({ user })
    const { calls } = await request(set({ a: 1, userId }), 'Firefox')

    expect(calls[0]?.session?.user).toBe(stored)
    expect(calls[0]?.session?.userAgent).toBe(stored === undefined ? undefined : 'Firefox')
  })

  it('shortens the name of the browser', async () => {
    const { request } = createVisitor({ user })
    const { calls } = await request(set({ userId: 'anna' }), 'x'.repeat(1000))

    expect(calls[0]?.session?.userAgent).toBe('x'.repeat(256))
  })

  it('stores a session again if only its user changed', async () => {
    let name = 'anna'
    const { request } = createVisitor({ user: () => name })
    await request(set({ a: 1 }))
    name = 'bob'
    expect((await request()).calls).toMatchObject([
      { name: 'write', session: { user: 'bob', isLogin: true } },
    ])
  })

  it('marks a session with a new id as a login, for as long as it exists', async () => {
    const { request } = createVisitor()
    const isLogin = async (change: (values: Record<string, unknown>) => void) =>
      (await request(change)).calls.at(-1)?.session?.isLogin
    const restart = (values: object) => {
      ;(values as { regenerate(): void }).regenerate()
      Object.assign(values, { a: 3 })
    }
    expect(await isLogin(set({ a: 1 }))).toBeUndefined()
    expect(await isLogin(restart)).toBe(true)
    expect(await isLogin(set({ a: 4 }))).toBe(true)
  })

  it('deletes a session that became empty, and clears its cookie', async () => {
    const { request, sessions } = createVisitor()
    await request(set({ a: 1 }))
    const { setCookie, calls } = await request((values) => delete values.a)

    expect(setCookie).toContain('session=; Max-Age=0')
    expect(calls).toEqual([{ name: 'delete' }])
    expect(sessions.size).toBe(0)
  })

  it('commits once', async () => {
    const { config } = createVisitor()
    const active = openStoredSession(undefined, undefined)
    Object.assign(active.session, { a: 1 })
    await commitStoredSession(config, undefined, active, {})

    expect(await commitStoredSession(config, undefined, active, {})).toEqual({})
  })

  it.each([
    [256 * 1024 - 1, 'x', false],
    [256 * 1024, 'x', true],
    [256 * 1024, 'é', true],
    [1024 * 1024, 'x', true],
  ])('warns from 256 KiB in UTF-8 on: %i bytes of %s', async (bytes, character, isLarge) => {
    const { request } = createVisitor()
    const size = new TextEncoder().encode(character).length
    const around = '{"a":""}'.length
    const text = character.repeat(Math.floor((bytes - around) / size))
    const padding = 'x'.repeat(bytes - around - text.length * size)
    const { warning, setCookie } = await request(set({ a: text + padding }))

    expect(setCookie).toBeDefined()
    expect(warning === undefined ? undefined : Number(/takes up (\d+)/.exec(warning)?.[1])).toBe(
      isLarge ? bytes : undefined,
    )
  })

  it('refuses a session of more than 1 MiB, and stores nothing', async () => {
    const { request, sessions } = createVisitor()
    const text = 'x'.repeat(1024 * 1024 + 1 - '{"a":""}'.length)

    await expect(request(set({ a: text }))).rejects.toThrow(
      'ctx.session: the session takes up 1048577 of at most 1048576 bytes. The largest values are a (1048571).',
    )
    expect(sessions.size).toBe(0)
  })
})

describe('loadSession()', () => {
  it('finds no session at the millisecond at which it expires', async () => {
    const { request, clock, sessions } = createVisitor({ ttl: '1h' })
    await request(set({ a: 1 }))
    const [id] = sessions.keys()
    sessions.set(id!, { ...sessions.get(id!)!, expiresAt: start + 10 * minute })

    clock.now = start + 10 * minute - 1
    expect((await request()).values).toEqual({ a: 1 })
    clock.now += 1
    expect((await request()).values).toEqual({})
  })

  it('finds no session at its maximum age', async () => {
    const { request, clock } = createVisitor({ ttl: '10h', absolute: '2h' })
    await request(set({ a: 1 }))

    clock.now = start + 120 * minute - 1
    expect((await request()).values).toEqual({ a: 1 })
    clock.now += 1
    expect((await request()).values).toEqual({})
  })

  it('ignores the seal of another program', async () => {
    const { config } = createVisitor()
    for (const json of ['not JSON', 'null', '7', '{}', '{"$vial":null}', '{"$vial":{}}']) {
      expect(await loadSession(config, config.sealer.seal(json, 60))).toBeUndefined()
    }
    expect(await loadSession(config, 'not a seal')).toBeUndefined()
  })
})

describe('createStoredSession()', () => {
  it('creates a session that a request can open with the sealed data', async () => {
    const { config, sessions } = createVisitor({ user, ttl: '1h' })
    const data = await createStoredSession(config, { userId: 'anna' })
    const [[id, session]] = [...sessions] as [[string, StoredSession]]

    expect(data).toEqual({ $vial: { id } })
    expect(session).toMatchObject({ json: '{"userId":"anna"}', user: 'anna', expiresAt: start + 60 * minute })
    const loaded = await loadSession(config, config.sealer.seal(JSON.stringify(data), 60))
    expect(loaded).toMatchObject({ id, stored: session })
  })

  it('marks the session of a user as a login, and no other', async () => {
    const { config, sessions } = createVisitor({ user })
    for (const values of [{ userId: 'anna' }, { a: 1 }]) await createStoredSession(config, values)
    expect([...sessions.values()].map(({ isLogin }) => isLogin)).toEqual([true, false])
  })
})
