// The object behind ctx.session.
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { clearSessionObject, createSessionObject, freezeSessionObject } from './session-object.ts'

const methods = { destroy: () => {}, regenerate: () => {} }

describe('createSessionObject()', () => {
  it('equals a plain object and shows only the properties', () => {
    const session = createSessionObject({ count: 1 }, methods)
    const seen: string[] = []
    for (const name in session) seen.push(name)

    expect(session).toEqual({ count: 1 })
    expect(seen).toEqual(['count'])
    expect(JSON.stringify(session)).toBe('{"count":1}')
    expect({ ...session }).toStrictEqual({ count: 1 })
    expect(structuredClone(session)).toStrictEqual({ count: 1 })
    expect(inspect([session])).toBe('[ { count: 1 } ]')
  })

  it('changes, adds and removes properties like a plain object', () => {
    const values = Object.freeze({ first: 1, second: 2 })
    const session = createSessionObject(values, methods)
    const other = createSessionObject(values, methods)
    session.first = 3
    session.third = 4
    delete session.second
    delete session.first
    session.first = 5

    expect(JSON.stringify(session)).toBe('{"third":4,"first":5}')
    expect('second' in session).toBe(false)
    expect(session.second).toBeUndefined()
    expect(other).toEqual(values)
    expect(values).toEqual({ first: 1, second: 2 })
  })

  it('calls the methods of its own request', () => {
    const other = createSessionObject({}, { destroy: () => {}, regenerate: () => {} })
    const session = createSessionObject({}, methods)

    expect(session.destroy).toBe(methods.destroy)
    expect(session.regenerate).toBe(methods.regenerate)
    expect(other.destroy).not.toBe(methods.destroy)
  })

  it.each(['destroy', 'regenerate', '$vial', '__proto__'])('refuses a property called %s', (name) => {
    const session = createSessionObject({}, methods)
    const value = { admin: true }

    expect(() => {
      session[name] = value
    }).toThrow(`ctx.session.${name}: this name is reserved.`)
    expect(session.admin).toBeUndefined()
  })

  it('accepts toString and constructor as property names', () => {
    const session = createSessionObject({ constructor: 1 }, methods)
    Object.assign(session, { toString: 2 })

    expect({ ...session }).toEqual({ constructor: 1, toString: 2 })
  })
})

describe('freezeSessionObject()', () => {
  const session = createSessionObject({ userId: 7, cart: [1] }, methods)
  freezeSessionObject(session, 'routes/a.tsx')

  it('refuses every way to write, and explains assignments', () => {
    const reason =
      /^routes\/a\.tsx: ctx\.session\.\w+: the response has started, so the session can no longer change/

    expect(() => {
      session.userId = 8
    }).toThrow(reason)
    expect(() => {
      session.other = 8
    }).toThrow(reason)
    // Only the engine notices this one.
    expect(() => {
      delete session.userId
    }).toThrow(/Cannot delete property 'userId'/)
    expect(() => Object.defineProperty(session, 'other', { value: 8 })).toThrow(TypeError)
    expect(() => Object.setPrototypeOf(session, null)).toThrow(TypeError)
  })

  it('stays readable', () => {
    expect(session).toEqual({ userId: 7, cart: [1] })
    expect(JSON.stringify(session)).toBe('{"userId":7,"cart":[1]}')
    expect(session.missing).toBeUndefined()
    expect('missing' in session).toBe(false)
    expect(session.destroy).toBe(methods.destroy)
    expect(`${session}`).toBe('[object Object]')
    expect(inspect(session)).toBe('{ userId: 7, cart: [ 1 ] }')
  })

  it('explains a write without a route file, too', () => {
    const other = createSessionObject({ userId: 7 }, methods)
    freezeSessionObject(other)

    expect(() => Object.assign(other, { userId: 8 })).toThrow(
      /^ctx\.session\.userId: the response has started/,
    )
  })

  it('keeps the values of sessions with the same properties apart', () => {
    // More names than share their accessors.
    const names = Array.from({ length: 300 }, (_, index) => `name${index}`)
    const create = (value: number): Record<string, unknown> => {
      const one = createSessionObject(Object.fromEntries(names.map((name) => [name, value])), methods)
      freezeSessionObject(one, `routes/${value}.tsx`)
      return one
    }
    const [first, second] = [create(1), create(2)]

    for (const name of names) {
      expect([first[name], second[name]]).toEqual([1, 2])
      expect(() => Object.assign(second, { [name]: 3 })).toThrow(`routes/2.tsx: ctx.session.${name}: `)
    }
  })

  it('accepts a session that was frozen before', () => {
    const other = createSessionObject({ userId: 7 }, methods)
    freezeSessionObject(other, 'routes/b.tsx')
    freezeSessionObject(other)

    expect({ ...other }).toStrictEqual({ userId: 7 })
    expect(() => Object.assign(other, { userId: 8 })).toThrow('routes/b.tsx: ctx.session.userId: ')
  })

  it('does not freeze nested objects', () => {
    expect(Object.isFrozen(session.cart)).toBe(false)
  })
})

describe('clearSessionObject()', () => {
  it('removes everything and refuses new properties', () => {
    const session = createSessionObject({ userId: 7 }, methods)
    clearSessionObject(session)

    expect(session).toEqual({})
    const reason = 'ctx.session.userId: the session was destroyed in this request.'
    expect(() => Object.assign(session, { userId: 7 })).toThrow(reason)
    freezeSessionObject(session)
    expect(() => Object.assign(session, { userId: 7 })).toThrow(reason)
    expect(session.destroy).toBe(methods.destroy)
  })
})
