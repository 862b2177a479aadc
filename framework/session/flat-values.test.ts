// Tests that a session whose values are remembered behaves like one that is opened for the first time.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSealer } from '../node/sessions/iron-seal.ts'
import { findFlatValues, hasSameValues, rememberFlatValues } from './flat-values.ts'
import { parseSecrets } from './secret.ts'
import { parseSessionRecord } from './session-record.ts'
import { type ActiveSession, commitSession, openSession } from './session.ts'
import { createSessionConfig, type SessionConfig, type SessionOptions } from './session-config.ts'

const sealer = createSealer(parseSecrets('kT3vQ8wZr1Lm5XyB0pNs7HdC2fGj9UaE'))

function configure(settings: SessionOptions = {}): SessionConfig {
  return createSessionConfig(settings, { sealer, secure: true, base: '/' })
}

/** Opens a session, changes it and commits it; gives what it contained, and what the cookie contains if it is set. */
function run(config: SessionConfig, cookie: string, change: (active: ActiveSession) => void = () => {}) {
  const active = openSession(config, cookie)
  const opened = { ...active.session }
  change(active)
  const { setCookie } = commitSession(config, active)
  const seal = setCookie?.slice('__Host-session='.length).split(';')[0]
  return { opened, sealed: seal === undefined ? undefined : (sealer.unseal(seal)?.json ?? 'cleared') }
}

let count = 0
/** Makes the JSON unlike that of other tests. */
const unique = (): number => ++count

describe('rememberFlatValues()', () => {
  const remember = (json: string): boolean => {
    rememberFlatValues(json, parseSessionRecord(json)!)
    return findFlatValues(json) !== undefined
  }

  it('remembers texts, numbers, booleans and null', () => {
    expect(remember('{"a":"b","c":1,"d":true,"e":null}')).toBe(true)
  })

  it.each([
    ['an object', '{"a":{"b":1}}'],
    ['a list', '{"a":[]}'],
    ['flash messages', '{"$vial":{"f":[{"kind":"a","message":"b"}]},"a":1}'],
    ['a start time', '{"$vial":{"c":1},"a":2}'],
    ['a reserved name', '{"destroy":1}'],
    ['other JSON than ours', '{"a": 1}'],
    ['a name twice', '{"a":1,"a":2}'],
    ['a prototype', '{"__proto__":1}'],
    ['nothing', '{}'],
  ])('does not remember %s', (_, json) => {
    expect(remember(json)).toBe(false)
  })

  it('remembers at most 1,000 sessions', () => {
    const texts = Array.from({ length: 2500 }, (_, index) => `{"index":${index}}`)
    for (const json of texts) remember(json)

    expect(texts.filter((json) => findFlatValues(json)).length).toBeLessThanOrEqual(1000)
    expect(findFlatValues(texts.at(-1)!)).toEqual({ index: 2499 })
  })
})

describe('hasSameValues()', () => {
  it.each<[object, object, boolean]>([
    [{ a: 1, b: 'x' }, { a: 1, b: 'x' }, true],
    [{ a: 1 }, { a: '1' }, false],
    [{ a: 1 }, { a: 1, b: undefined }, false],
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, false],
    [{ a: 0 }, { a: -0 }, false],
  ])('compares %j with %j', (one, other, same) => {
    expect(hasSameValues(one as never, other as never)).toBe(same)
  })
})

describe('a session that was opened before', () => {
  it('is not the one of another request', () => {
    const config = configure()
    const cookie = sealer.seal(`{"id":${unique()}}`, 3600)
    run(config, cookie)
    run(config, cookie, ({ session }) => Object.assign(session, { id: 'changed', secret: 'other' }))

    expect(run(config, cookie).opened).toEqual({ id: count })
  })

  it('shows and takes flash messages', () => {
    const config = configure()
    const cookie = sealer.seal(`{"id":${unique()}}`, 3600)
    run(config, cookie)

    const { sealed } = run(config, cookie, ({ flash }) => flash('info', 'Saved'))
    expect(sealed).toBe(`{"$vial":{"f":[{"kind":"info","message":"Saved"}]},"id":${count}}`)
  })

  it('gets the start time of a site that limits its age', () => {
    const config = configure({ absolute: '30d' })
    const cookie = sealer.seal(`{"id":${unique()}}`, 14 * 86_400)
    const [first, second] = [run(config, cookie), run(config, cookie)]

    expect(first.sealed).toMatch(/^\{"\$vial":\{"c":\d+\},"id":\d+\}$/)
    expect(second).toEqual(first)
  })

  it('is the same as on first use, whatever a request does', () => {
    const name = fc.constantFrom('a', 'b', 'c')
    const value = fc.oneof(
      fc.integer(),
      fc.constantFrom(-0, '', 'text', 'é\ud83d', true, false, null, undefined),
      fc.array(fc.integer(), { maxLength: 2 }),
    )
    const step = fc.oneof(
      fc.record({ kind: fc.constant('set' as const), name, value }),
      fc.record({ kind: fc.constant('delete' as const), name }),
      fc.record({ kind: fc.constantFrom('regenerate' as const, 'flash' as const, 'take' as const) }),
    )
    const config = configure()
    fc.assert(
      fc.property(fc.dictionary(name, value), fc.array(step, { maxLength: 4 }), (values, steps) => {
        const cookie = sealer.seal(JSON.stringify({ number: unique(), ...values }), 3600)
        const change = ({ session, flash, takeFlashes }: ActiveSession): void => {
          const own = session as unknown as Record<string, unknown>
          for (const { kind, ...rest } of steps) {
            if (kind === 'set') own[(rest as { name: string }).name] = (rest as { value: unknown }).value
            else if (kind === 'delete') delete own[(rest as { name: string }).name]
            else if (kind === 'regenerate') session.regenerate()
            else if (kind === 'flash') flash('info', 'text')
            else takeFlashes()
          }
        }
        const first = run(config, cookie, change)
        const second = run(config, cookie, change)
        expect(second).toEqual(first)
      }),
    )
  })
})
