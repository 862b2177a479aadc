// Opening and committing sessions with real seals.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSealer } from '../node/sessions/iron-seal.ts'
import { sealSession } from './iron-session.ts'
import { parseSecrets } from './secret.ts'
import { commitSession, openSession, type ActiveSession } from './session.ts'
import { createSessionConfig, type SessionConfig, type SessionOptions } from './session-config.ts'

const secret = 'kT3vQ8wZr1Lm5XyB0pNs7HdC2fGj9UaE'
const newSecret = 'W7uPz4RbX1nMq8YtK3vFs6LdJ0hGc9Ae'
const clearing = '__Host-session=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax'
const day = 86_400_000

interface Clock {
  now: number
}

function configure(settings: SessionOptions = {}, clock?: Clock, secrets = secret): SessionConfig {
  const now = clock ? () => clock.now : Date.now
  return createSessionConfig(settings, {
    sealer: createSealer(parseSecrets(secrets), now),
    secure: true,
    base: '/',
    now,
  })
}

function open(config: SessionConfig, cookie?: string): ActiveSession & { values: Record<string, unknown> } {
  const active = openSession(config, cookie)
  return { ...active, values: active.session as unknown as Record<string, unknown> }
}

/** Commits and returns the value of the cookie that the browser would send next. */
function commit(config: SessionConfig, active: ActiveSession): string | undefined {
  return commitSession(config, active).setCookie?.slice('__Host-session='.length).split(';')[0]
}

function seal(config: SessionConfig, values: Record<string, unknown>): string {
  const active = open(config)
  Object.assign(active.values, values)
  return commit(config, active)!
}

describe('openSession()', () => {
  it('opens an empty session for a visitor without a cookie', () => {
    expect(open(configure()).values).toEqual({})
  })

  it('opens what an earlier request committed', () => {
    const config = configure()
    const cookie = seal(config, { userId: 7, user: { name: 'Åse', roles: ['a'] }, none: null })

    expect(open(config, cookie).values).toEqual({
      userId: 7,
      user: { name: 'Åse', roles: ['a'] },
      none: null,
    })
  })

  it('opens what iron-session sealed', async () => {
    const cookie = await sealSession({ userId: 7 }, parseSecrets(secret), 3600)

    expect(open(configure(), cookie).values).toEqual({ userId: 7 })
  })

  it('looks like a plain object to JSON, spread and comparison', () => {
    const { values } = open(configure(), seal(configure(), { count: 1 }))

    expect(JSON.stringify(values)).toBe('{"count":1}')
    expect(Object.keys({ ...values })).toEqual(['count'])
    expect('userId' in values).toBe(false)
  })

  const valid = createSealer(parseSecrets(secret)).seal('{"userId":7}', 3600)
  const parts = valid.split('*')
  const replacePart = (index: number, part: string) => parts.with(index, part).join('*')

  it.each([
    ['empty', ''],
    ['a space', ' '],
    ['a word', 'x'],
    ['some JSON', '{"userId":7}'],
    ['a JSON web token', 'eyJhbGciOiJub25lIn0.eyJ1c2VySWQiOjd9.'],
    ['only separators', '*******'],
    ['the prefix', 'Fe26.2'],
    ['the prefix and separators', 'Fe26.2*******'],
    ['truncated to half', valid.slice(0, valid.length / 2)],
    ['missing its last part', parts.slice(0, 7).join('*')],
    ['with an extra part', `${valid}*x`],
    ['repeated', valid + valid],
    ['in an older format', valid.replace('Fe26.2', 'Fe26.1')],
    ['with a prefix in lower case', valid.replace('Fe26.2', 'fe26.2')],
    ['preceded by a space', ` ${valid}`],
    ['with an unknown secret', replacePart(1, '2')],
    ['with no id', replacePart(1, '')],
    ['with the id __proto__', replacePart(1, '__proto__')],
    ['with the id constructor', replacePart(1, 'constructor')],
    ['with the id toString', replacePart(1, 'toString')],
    ['with an expiry that is not a number', replacePart(5, 'tomorrow')],
    ['with a negative expiry', replacePart(5, '-1')],
    ['with an infinite expiry', replacePart(5, '9'.repeat(400))],
    ['with no expiry', replacePart(5, '')],
    ['with no signature', replacePart(7, '')],
    ['with an iv of another length', replacePart(3, 'AAAA')],
    ['with another version mark', valid.replace(/~2$/, '~2~2')],
    ['with control characters', `${valid}\0\r\n`],
    ['in another encoding', encodeURIComponent(valid.replaceAll('*', '%2A'))],
    ['8 kB long', valid.padEnd(8192, 'x')],
  ])('opens an empty session for a cookie that is %s, and clears the cookie', (_, cookie) => {
    const config = configure()
    const active = open(config, cookie)

    expect(active.values).toEqual({})
    expect(commitSession(config, active)).toEqual({ setCookie: clearing })
  })

  it.each(['null', '7', '"x"', '[{"userId":7}]', '{"userId":7', ''])(
    'opens an empty session if the sealed text is %j',
    (json) => {
      const config = configure()
      const active = open(config, config.sealer.seal(json, 3600))

      expect(active.values).toEqual({})
      expect(commitSession(config, active)).toEqual({ setCookie: clearing })
    },
  )

  it('replaces an invalid cookie with a new session instead of clearing it', () => {
    const config = configure()
    const active = open(config, 'bad')
    active.values.userId = 7

    expect(open(config, commit(config, active)).values).toEqual({ userId: 7 })
  })

  it('does not let the content of a cookie change prototypes or methods', () => {
    const config = configure()
    const json =
      '{"__proto__":{"admin":true},"destroy":1,"regenerate":2,"a":{"__proto__":{"admin":true}},"b":3}'
    const { session, values } = open(config, config.sealer.seal(json, 3600))

    expect(values).toEqual({ a: {}, b: 3 })
    expect(values.admin).toBeUndefined()
    expect((values.a as Record<string, unknown>).admin).toBeUndefined()
    expect(({} as Record<string, unknown>).admin).toBeUndefined()
    expect(typeof session.destroy).toBe('function')
    expect(typeof session.regenerate).toBe('function')
  })

  it('expires a session that was not changed within its lifetime, even if the browser keeps the cookie', () => {
    const clock = { now: Date.now() }
    const config = configure({ ttl: '14d' }, clock)
    const cookie = seal(config, { userId: 7 })

    clock.now += 14 * day - 1
    expect(open(config, cookie).values).toEqual({ userId: 7 })
    clock.now += 1
    const active = open(config, cookie)
    expect(active.values).toEqual({})
    expect(commitSession(config, active)).toEqual({ setCookie: clearing })
  })

  it('ends a session at its maximum age, however often it is renewed', () => {
    const clock = { now: Date.now() }
    const config = configure({ ttl: '2d', absolute: '7d', rolling: true }, clock)
    let cookie = seal(config, { userId: 7 })
    const days: number[] = []
    for (let age = 1; age <= 8; age += 1) {
      clock.now += day
      const active = open(config, cookie)
      if (active.values.userId === 7) days.push(age)
      cookie = commit(config, active) ?? cookie
    }

    expect(days).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('counts the age of an older cookie from its seal, not from its first use', () => {
    const clock = { now: Date.now() }
    const cookie = seal(configure({ ttl: '14d' }, clock), { userId: 7 })
    const limited = configure({ ttl: '14d', absolute: '10d' }, clock)

    clock.now += 10 * day - 2000
    expect(open(limited, cookie).values).toEqual({ userId: 7 })
    clock.now += 2000
    expect(open(limited, cookie).values).toEqual({})
  })

  it('writes the start time into an older cookie on its first use', () => {
    const clock = { now: Date.now() }
    const cookie = seal(configure({}, clock), { userId: 7 })
    const limited = configure({ absolute: '10d' }, clock)
    const renewed = commit(limited, open(limited, cookie))

    expect(renewed).toBeDefined()
    expect(commitSession(limited, open(limited, renewed))).toEqual({})
  })

  it('limits the age of a seal that never expires, to the second', async () => {
    const clock = { now: Math.floor(Date.now() / 1000) * 1000 }
    const config = configure({ absolute: '1d' }, clock)
    const active = open(config, await sealSession({ userId: 7 }, parseSecrets(secret), 0))
    const cookie = commit(config, active)

    expect(active.values).toEqual({ userId: 7 })
    clock.now += day - 1
    expect(open(config, cookie).values).toEqual({ userId: 7 })
    clock.now += 1
    expect(open(config, cookie).values).toEqual({})
  })
})

describe('commitSession()', () => {
  it('writes no cookie for an unused session', () => {
    expect(commitSession(configure(), open(configure()))).toEqual({})
  })

  it('writes a cookie with all attributes if something changed', () => {
    const config = configure()
    const active = open(config)
    active.values.userId = 7

    expect(commitSession(config, active)).toEqual({
      setCookie: expect.stringMatching(
        /^__Host-session=Fe26\.2\*1\*[\w*-]+~2; Max-Age=1209540; Path=\/; Secure; HttpOnly; SameSite=Lax$/,
      ),
    })
  })

  it('writes nothing if nothing changed or a change was undone', () => {
    const config = configure()
    const active = open(config, seal(config, { userId: 7, cart: [1] }))
    active.values.userId = 8
    active.values.userId = 7
    active.values.nothing = undefined

    expect(commitSession(config, active)).toEqual({})
  })

  it('detects a change inside an object', () => {
    const config = configure()
    const active = open(config, seal(config, { cart: [1] }))
    const cart = active.values.cart as number[]
    cart.push(2)

    expect(open(config, commit(config, active)).values).toEqual({ cart: [1, 2] })
  })

  it('seals exactly the properties, so that iron-session reads a plain session', () => {
    const config = configure()

    expect(config.sealer.unseal(seal(config, { userId: 7 }))?.json).toBe('{"userId":7}')
  })

  it('clears the cookie only if the session became empty', () => {
    const config = configure()
    const emptied = open(config, seal(config, { userId: 7 }))
    delete emptied.values.userId
    const neverFilled = open(config)
    neverFilled.values.userId = 7
    delete neverFilled.values.userId

    expect(commitSession(config, emptied)).toEqual({ setCookie: clearing })
    expect(commitSession(config, neverFilled)).toEqual({})
  })

  it('renews a session in use with rolling, but not an empty one', () => {
    const clock = { now: Date.now() }
    const config = configure({ rolling: true, ttl: '1d' }, clock)
    let cookie = seal(config, { userId: 7 })
    for (let round = 0; round < 5; round += 1) {
      clock.now += 0.9 * day
      cookie = commit(config, open(config, cookie))!
    }

    expect(open(config, cookie).values).toEqual({ userId: 7 })
    expect(commitSession(config, open(config))).toEqual({})
  })

  it('seals with the new secret when a session with the old one is changed or renewed', () => {
    const cookie = seal(configure(), { userId: 7 })
    const both = `2:${newSecret},1:${secret}`
    const config = configure({}, undefined, both)
    const rolling = configure({ rolling: true }, undefined, both)
    const written = open(config, cookie)
    written.values.userId = 8

    expect(commitSession(config, open(config, cookie))).toEqual({})
    expect(commit(config, written)).toMatch(/^Fe26\.2\*2\*/)
    expect(commit(rolling, open(rolling, cookie))).toMatch(/^Fe26\.2\*2\*/)
  })

  it('commits once and does nothing the second time', () => {
    const config = configure()
    const active = open(config)
    active.values.userId = 7

    expect(commitSession(config, active).setCookie).toBeDefined()
    expect(commitSession(config, active)).toEqual({})
  })

  it('refuses a write once the response has started', () => {
    const config = configure()
    const active = open(config, seal(config, { userId: 7 }))
    commitSession(config, active)

    expect(() => Object.assign(active.values, { userId: 8 })).toThrow(/the response has started/)
    expect(() => Object.assign(active.values, { other: 8 })).toThrow(/the response has started/)
    expect(() => active.flash('info', 'x')).toThrow(/the response has started/)
    expect(() => active.session.destroy()).toThrow(/the response has started/)
    expect(() => active.session.regenerate()).toThrow(/the response has started/)
    expect(active.values).toEqual({ userId: 7 })
  })

  it('refuses a cookie of more than 4096 bytes and names the largest values', () => {
    const config = configure()
    const active = open(config)
    const [a, b, c] = ['a'.repeat(3000), 'é'.repeat(300), 'c'.repeat(200)]
    Object.assign(active.values, { tiny: 1, c, a, b })
    const sentence =
      /^ctx\.session: the cookie takes up \d{4} of at most 4096 bytes\. The largest values are a \(3002\), b \(602\), c \(202\)\. Store ids/

    expect(() => commitSession(config, active)).toThrow(sentence)
    expect(commitSession(config, active)).toEqual({})
  })

  it('names only values that are stored', () => {
    const config = configure()
    const active = open(config)
    Object.assign(active.values, { a: 'a'.repeat(5000), gone: undefined })

    expect(() => commitSession(config, active)).toThrow('The largest values are a (5002). Store ids')
  })

  it.each([
    [3071, { warns: false }],
    [3072, { warns: true }],
    [4096, { warns: true }],
    [4097, undefined],
  ])('warns about or refuses a cookie of %i bytes with its attributes: %j', (bytes, expected) => {
    const config = configure()
    const around = '__Host-session='.length + config.cookie.attributes.length
    const exact = { ...config, sealer: { ...config.sealer, seal: () => 'x'.repeat(bytes - around) } }
    const active = open(exact)
    active.values.a = 1
    const commitExact = () => {
      const { setCookie, warning } = commitSession(exact, active)
      expect(setCookie).toHaveLength(bytes)
      return { warns: warning !== undefined }
    }

    if (expected) expect(commitExact()).toEqual(expected)
    else expect(commitExact).toThrow('the cookie takes up 4097 of at most 4096 bytes.')
  })

  it('refuses flash messages that do not fit', () => {
    const active = open(configure())
    active.flash('info', 'x'.repeat(4000))

    expect(() => commitSession(configure(), active)).toThrow(/The largest values are flash messages \(\d+\)/)
  })

  it('warns from 3072 bytes and writes up to 4096', () => {
    const config = configure()
    const written = Array.from({ length: 3500 }, (_, length) => length)
      .filter((length) => length > 1500 && length % 7 === 0)
      .map((length) => {
        const active = open(config)
        active.values.text = 'x'.repeat(length)
        try {
          const { setCookie, warning } = commitSession(config, active)
          return { bytes: setCookie!.length, warned: warning !== undefined }
        } catch {
          return { bytes: 5000, warned: false }
        }
      })

    expect(written.filter(({ bytes, warned }) => bytes < 5000 && warned !== bytes >= 3072)).toEqual([])
    expect(Math.max(...written.map(({ bytes }) => bytes).filter((bytes) => bytes < 5000))).toBeGreaterThan(
      4050,
    )
    expect(
      Math.max(...written.map(({ bytes }) => bytes).filter((bytes) => bytes < 5000)),
    ).toBeLessThanOrEqual(4096)
  })

  it('refuses values that JSON would change, even if the JSON is the same as before', () => {
    const config = configure()
    const cookie = seal(config, { at: '1970-01-01T00:00:00.000Z' })
    const revived = open(config, cookie)
    revived.values.at = new Date(0)
    const lost = open(config, cookie)
    lost.values.callback = () => {}

    expect(() => commitSession(config, revived)).toThrow(/^ctx\.session\.at: a Date does not survive JSON/)
    expect(() => commitSession(config, lost)).toThrow(/^ctx\.session\.callback: a function does not/)
  })

  it('restores any JSON value unchanged', () => {
    const config = configure()
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 }), (data) => {
        const taken = ['__proto__', 'destroy', 'regenerate', '$vial']
        fc.pre(
          !taken.some((name) => JSON.stringify(data).includes(name)) && JSON.stringify(data).length < 1000,
        )
        const active = open(config)
        Object.assign(active.values, data)
        const before = JSON.stringify(data)

        expect(JSON.stringify(open(config, commit(config, active)).values)).toBe(before)
      }),
      { numRuns: 200 },
    )
  })
})
