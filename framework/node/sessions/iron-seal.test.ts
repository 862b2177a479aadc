// Tests the synchronous seal, mostly against iron-session itself.
import fc from 'fast-check'
import { getIronSession, sealData, unsealData, webCookies } from 'iron-session'
import { describe, expect, it } from 'vitest'
import { parseSecrets } from '../../session/secret.ts'
import { createSealer } from './iron-seal.ts'

const secret = 'kT3vQ8wZr1Lm5XyB0pNs7HdC2fGj9UaE'
const newSecret = 'W7uPz4RbX1nMq8YtK3vFs6LdJ0hGc9Ae'
const sealer = createSealer(parseSecrets(secret))
const hour = 3600

describe('createSealer()', () => {
  it('opens what it sealed', () => {
    const now = Date.now()
    const fixed = createSealer(parseSecrets(secret), () => now)
    const sealed = fixed.seal('{"userId":7,"name":"Ærø ☕"}', hour)
    const unsealed = fixed.unseal(sealed)

    expect(sealed).toMatch(/^Fe26\.2\*1\*[0-9a-f]{64}\*[\w-]{22}\*[\w-]+\*\d+\*[0-9a-f]{64}\*[\w-]{43}~2$/)
    expect(unsealed).toEqual({
      json: '{"userId":7,"name":"Ærø ☕"}',
      expiresAt: now + hour * 1000,
      stale: false,
    })
  })

  it('seals the same text differently each time', () => {
    expect(sealer.seal('{}', hour)).not.toBe(sealer.seal('{}', hour))
  })

  it('refuses to be created without its newest secret', () => {
    expect(() => createSealer({ newest: '2', byId: new Map([['1', secret]]) })).toThrow(
      /no secret with the id 2/,
    )
  })

  it('opens any JSON that iron-session sealed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 5 }),
        async (data) => {
          fc.pre(!Object.hasOwn(data, '__proto__'))
          const sealed = await sealData(data, { password: secret, ttl: hour })
          fc.pre(sealed.length <= 4096)

          expect(sealer.unseal(sealed)?.json).toBe(JSON.stringify(data))
        },
      ),
      { numRuns: 30 },
    )
  })

  it('seals any JSON so that iron-session opens it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 5 }),
        async (data) => {
          const json = JSON.stringify(data)

          expect(JSON.stringify(await unsealData(sealer.seal(json, hour), { password: secret }))).toBe(json)
        },
      ),
      { numRuns: 30 },
    )
  })

  it('shares a cookie with getIronSession() in both directions', async () => {
    const options = { cookieName: 'session', password: secret }
    const request = new Request('http://localhost/', {
      headers: { cookie: `session=${sealer.seal('{"userId":7}', hour)}` },
    })
    const headers = new Headers()
    const session = await getIronSession<{ userId: number }>(webCookies(request, headers), options)
    const opened = { ...session }
    session.userId = 8
    await session.save()
    const written = /^session=([^;]+)/.exec(headers.get('set-cookie') ?? '')?.[1]

    expect(opened).toEqual({ userId: 7 })
    expect(sealer.unseal(written!)?.json).toBe('{"userId":8}')
  })

  it('accepts a seal without the version mark, as iron-session does', async () => {
    const bare = sealer.seal('{"a":1}', hour).slice(0, -2)

    expect(await unsealData(bare, { password: secret })).toEqual({ a: 1 })
    expect(sealer.unseal(bare)?.json).toBe('{"a":1}')
  })

  it('accepts a seal that never expires', async () => {
    const sealed = await sealData({ a: 1 }, { password: secret, ttl: 0 })

    expect(sealer.unseal(sealed)).toEqual({ json: '{"a":1}', expiresAt: 0, stale: false })
    expect(await unsealData(sealer.seal('{"a":1}', 0), { password: secret })).toEqual({ a: 1 })
  })

  it('refuses a seal from the expiry inside it on, also one that it has opened before', () => {
    let now = 1_700_000_000_000
    const clocked = createSealer(parseSecrets(secret), () => now)
    const [opened, other] = [clocked.seal('{}', hour), clocked.seal('{}', hour)]

    now += hour * 1000 - 1
    expect(clocked.unseal(opened)?.json).toBe('{}')
    now += 1
    expect(clocked.unseal(opened)).toBeUndefined()
    expect(clocked.unseal(other)).toBeUndefined()
  })

  it('expires no later than in iron-session, which waits for clocks that differ by a minute', async () => {
    const sealAgo = (seconds: number) =>
      createSealer(parseSecrets(secret), () => Date.now() - seconds * 1000).seal('{"a":1}', hour)

    expect(await unsealData(sealAgo(hour - 10), { password: secret })).toEqual({ a: 1 })
    expect(sealer.unseal(sealAgo(hour - 10))).toBeDefined()
    expect(await unsealData(sealAgo(hour + 50), { password: secret })).toEqual({ a: 1 })
    expect(sealer.unseal(sealAgo(hour + 50))).toBeUndefined()
    expect(await unsealData(sealAgo(hour + 61), { password: secret })).toEqual({})
    expect(sealer.unseal(sealAgo(hour + 61))).toBeUndefined()
  })

  it('refuses a seal whose expiry was changed', () => {
    const sealed = sealer.seal('{}', hour)
    const expires = sealed.split('*')[5]!

    expect(sealer.unseal(sealed.replace(`*${expires}*`, `*${Number(expires) + 1}*`))).toBeUndefined()
    expect(sealer.unseal(sealed.replace(`*${expires}*`, '**'))).toBeUndefined()
  })

  it('refuses a properly signed seal whose expiry is not a number', () => {
    expect(sealer.seal('{}', NaN)).toContain('*NaN*')
    expect(sealer.unseal(sealer.seal('{}', NaN))).toBeUndefined()
    expect(sealer.unseal(sealer.seal('{}', 1e300))).toBeUndefined()
  })

  it('opens with every secret and seals with the newest', async () => {
    const rotated = createSealer(parseSecrets(`2:${newSecret},1:${secret}`))
    const old = sealer.seal('{"a":1}', hour)
    const fresh = rotated.seal('{"a":1}', hour)

    expect(rotated.unseal(old)).toMatchObject({ json: '{"a":1}', stale: true })
    expect(rotated.unseal(fresh)).toMatchObject({ json: '{"a":1}', stale: false })
    expect(fresh.startsWith('Fe26.2*2*')).toBe(true)
    expect(await unsealData(fresh, { password: { 2: newSecret, 1: secret } })).toEqual({ a: 1 })
  })

  it('refuses a seal of an unknown or another secret', () => {
    const other = createSealer(parseSecrets(newSecret))
    const third = createSealer(parseSecrets(`3:${secret}`))

    expect(other.unseal(sealer.seal('{}', hour))).toBeUndefined()
    expect(sealer.unseal(third.seal('{}', hour))).toBeUndefined()
  })

  it('refuses another base64 spelling of the right signature', () => {
    const sealed = sealer.seal('{}', hour)
    const last = sealed.at(-3)!
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const sameBits = alphabet[alphabet.indexOf(last) ^ 1]!
    const spelled = `${sealed.slice(0, -3)}${sameBits}~2`

    expect(Buffer.from(spelled.slice(-45, -2), 'base64url')).toEqual(
      Buffer.from(sealed.slice(-45, -2), 'base64url'),
    )
    expect(sealer.unseal(spelled)).toBeUndefined()
    expect(sealer.unseal(`${sealed.slice(0, -2)}=~2`)).toBeUndefined()
  })

  it('refuses a signature whose characters match only in their low bytes', () => {
    const sealed = sealer.seal('{}', hour)
    const shifted = [...sealed.slice(-45, -2)].map((letter) =>
      String.fromCharCode(letter.charCodeAt(0) + 256),
    )

    expect(sealer.unseal(`${sealed.slice(0, -45)}${shifted.join('')}~2`)).toBeUndefined()
  })

  it('refuses 10,000 seals with one character changed', () => {
    const sealed = sealer.seal('{"userId":7,"role":"admin"}', hour)
    let opened = 0
    for (let round = 0; round < 10_000; round += 1) {
      const at = round % sealed.length
      // An odd step reaches all 256 bytes, so every position is tried with many others.
      const code = (sealed.charCodeAt(at) + 1 + ((round * 31) % 255)) % 256
      if (sealer.unseal(sealed.slice(0, at) + String.fromCharCode(code) + sealed.slice(at + 1))) opened += 1
    }

    expect(opened).toBe(0)
    expect(sealer.unseal(sealed)).toBeDefined()
  })

  it('refuses a truncated seal, unless only its version mark is missing', () => {
    const sealed = sealer.seal('{"userId":7}', hour)
    const opened = []
    for (let length = 0; length < sealed.length; length += 1) {
      if (sealer.unseal(sealed.slice(0, length))) opened.push(length)
    }

    expect(opened).toEqual([sealed.length - 2])
  })

  it('refuses text of any length and shape, and never throws', () => {
    const parts = fc.constantFrom(
      'Fe26.2',
      '*',
      '**',
      '1',
      '__proto__',
      '~',
      '~2',
      '0',
      '99999999999999',
      'é',
      '\0',
    )
    const bytes = fc.nat(255).map((code) => String.fromCharCode(code))
    const shapes = fc.oneof(fc.string({ unit: bytes, maxLength: 5000 }), fc.string({ unit: parts }))
    fc.assert(
      fc.property(shapes, (text) => {
        expect(sealer.unseal(text)).toBeUndefined()
        expect(sealer.unseal(`Fe26.2*1*${text}`)).toBeUndefined()
      }),
      { numRuns: 300 },
    )
  })

  it('refuses a valid seal that is longer than any cookie', () => {
    const long = sealer.seal(JSON.stringify({ text: 'x'.repeat(3000) }), hour)

    expect(long.length).toBeGreaterThan(4096)
    expect(sealer.unseal(long)).toBeUndefined()
  })
})
