// Tokens for links in emails.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createLiteralSite, type LiteralSite, testSecret } from '../fixtures/literal-site.ts'
import { createSealer } from '../node/sessions/iron-seal.ts'
import type { Context } from '../request/context/context.ts'
import { memoryStore } from '../session/memory-store.ts'
import { parseSecrets } from '../session/secret.ts'
import { type CreateTokenOptions, createToken, readToken } from './token.ts'

afterEach(() => void vi.useRealTimers())

describe('readToken()', () => {
  it('returns the content of a token for the same purpose', async () => {
    const token = await make('reset', { userId: 7 }, { ttl: '1h' })

    expect(token).toMatch(/^[\w.~-]{200,400}$/)
    expect(await read('reset', token)).toEqual({ userId: 7 })
    expect(await read('invite', token)).toBeUndefined()
  })

  it('refuses an expired token', async () => {
    const token = await make('reset', 1, { ttl: 60 })

    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 59_000 })
    expect(await read('reset', token)).toBe(1)
    vi.setSystemTime(Date.now() + 1001)
    expect(await read('reset', token)).toBeUndefined()
  })

  it('refuses a token whose binding has changed, so that it works only once', async () => {
    const token = await make('reset', { userId: 7 }, { ttl: '1h', binding: 'old hash' })
    const readBound = (hash: string | undefined) => read('reset', token, { binding: () => hash })

    expect(await readBound('old hash')).toEqual({ userId: 7 })
    expect(await readBound('new hash')).toBeUndefined()
    expect(await readBound(undefined)).toBeUndefined()
    expect(await read('reset', token)).toBeUndefined()
    const unbound = await make('reset', { userId: 7 }, { ttl: '1h' })
    expect(await read('reset', unbound, { binding: () => 'old hash' })).toBeUndefined()
  })

  it('refuses text that this site has not created', async () => {
    const token = await make('reset', 7, { ttl: '1h' })
    const changed = token.replace(/.$/, (last) => (last === '2' ? '3' : '2'))
    for (const text of [undefined, null, '', 'x', 'Fe26.2.', changed, token.slice(0, -9), `${token}x`]) {
      expect(await read('reset', text)).toBeUndefined()
    }
  })

  it('reads a token that was created before the secret was rotated', async () => {
    const token = await make('reset', 7, { ttl: '1h' })
    const rotated = createSite(`2:another-${testSecret},1:${testSecret}`)

    expect(await use(rotated, (ctx) => readToken(ctx, 'reset', token))).toBe(7)
    expect(await use(createSite(`another-${testSecret}`), (ctx) => readToken(ctx, 'reset', token))).toBe(
      undefined,
    )
  })

  it('refuses a session as a token and a token as a session', async () => {
    const site = createSite()
    const token = await make('reset', { userId: 7 }, { ttl: '1h' })
    const cookie = `__Host-session=${token.replace('Fe26.2', 'Fe26~2').replaceAll('.', '*').replace('~', '.')}`
    expect(cookie).toContain('Fe26.2*1*')

    expect(await use(site, ({ session }) => ({ ...session }), cookie)).toEqual({})
    const stored = createSite(testSecret, { session: { store: memoryStore() } })
    expect(await use(stored, ({ session }) => ({ ...session }), cookie)).toEqual({})
    const ownId = createSealer(parseSecrets(testSecret)).seal('{"$vial":{"id":"x"}}', 60)
    expect(await read('reset', ownId.replaceAll('*', '.'))).toBeUndefined()
    const sealed = createSealer(parseSecrets(testSecret)).seal('{"0":"reset","1":null,"2":7,"length":3}', 60)
    expect(await read('reset', sealed.replaceAll('*', '.'))).toBeUndefined()
  })
})

function make(purpose: string, data: unknown, options: CreateTokenOptions): Promise<string> {
  return use(createSite(), (ctx) => createToken(ctx, purpose, data, options))
}

function read(
  purpose: string,
  token: string | null | undefined,
  options?: { binding(): string | undefined },
): Promise<unknown> {
  return use(createSite(), (ctx) => readToken(ctx, purpose, token, options))
}

interface TestSite extends LiteralSite {
  run: ((ctx: Context) => unknown) | undefined
}

function createSite(secret = testSecret, definition: object = {}): TestSite {
  const site = createLiteralSite(
    {
      '_server.ts': { default: definition },
      'index.ts': { GET: async (ctx: Context) => ({ result: await (site as TestSite).run?.(ctx) }) },
    },
    { sealer: createSealer(parseSecrets(secret)) },
  )
  return Object.assign(site, { run: undefined })
}

/** Calls a function with the context of a request. */
async function use<Result>(
  site: TestSite,
  run: (ctx: Context) => Result | Promise<Result>,
  cookie?: string,
): Promise<Result> {
  site.run = run
  const response = await site.fetch('/', cookie === undefined ? {} : { headers: { cookie } })
  expect(response.status).toBe(200)
  return (await response.json()).result
}
