// Password hashes.
import { createHook } from 'node:async_hooks'
import { describe, expect, it } from 'vitest'
import { isHttpError } from '../http/http-error.ts'
import { hashPassword, needsRehash, verifyPassword } from './password.ts'

// "password", N = 2^10, r = 8, p = 1, created with Python's hashlib.scrypt.
const foreignHash = '$scrypt$ln=10,r=8,p=1$c29tZXNhbHRzb21lc2FsdA$dj05BT7oUTq35qmxXqG/pksYG8IJr8uxtvAzbfGjoic'

describe('hashPassword()', () => {
  it('returns a PHC string, a different one each time', async () => {
    const [one, other] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')])

    expect(one).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$[\w+/-]{22}\$[\w+/-]{43}$/)
    expect(one).not.toBe(other)
  })

  it('runs two at a time, and refuses more than 200 waiting ones', async () => {
    const { counted, stop } = countDerivations()
    const all = Array.from({ length: 210 }, () => verifyPassword('password', foreignHash))
    const atOnce = counted()
    const outcomes = await Promise.allSettled(all)
    stop()

    expect(atOnce).toBe(2)
    const failures = outcomes.filter((outcome) => outcome.status === 'rejected')
    expect(failures).toHaveLength(8)
    expect(failures.every(({ reason }) => isHttpError(reason) && reason.status === 503)).toBe(true)
    expect(counted()).toBe(202)
  })
})

describe('a password that was not sent', () => {
  it.each([
    ['hashPassword', () => hashPassword(undefined as unknown as string)],
    ['verifyPassword', () => verifyPassword(undefined as unknown as string, undefined)],
  ])('is an error of %s() that says so', async (name, call) => {
    await expect(call()).rejects.toThrow(
      new TypeError(`${name}(): the password is undefined. Check first that the field was sent.`),
    )
  })
})

describe('verifyPassword()', () => {
  it('accepts the password, even with different code points', async () => {
    const hash = await hashPassword('caf\u00e9 au lait')

    expect(await verifyPassword('caf\u00e9 au lait', hash)).toBe(true)
    expect(await verifyPassword('cafe\u0301 au lait', hash)).toBe(true)
    expect(await verifyPassword('cafe au lait', hash)).toBe(false)
  })

  it('refuses a hash that is not awaited, instead of every password', async () => {
    const hash = Promise.resolve(foreignHash) as unknown as string

    await expect(verifyPassword('password', hash)).rejects.toThrow(
      'verifyPassword(): the hash is a promise. Write await',
    )
  })

  it('reads hashes with other settings', async () => {
    expect(await verifyPassword('password', foreignHash)).toBe(true)
    expect(await verifyPassword('passwort', foreignHash)).toBe(false)
  })

  it.each([
    undefined,
    null,
    '',
    'plain',
    '$scrypt$ln=31,r=8,p=1$c29tZXNhbHRzb21lc2FsdA$c29tZXNhbHRzb21lc2FsdHNvbWVzYWx0c29tZXNhbHQ',
    '$scrypt$ln=0,r=8,p=1$c29tZXNhbHRzb21lc2FsdA$c29tZXNhbHRzb21lc2FsdHNvbWVzYWx0c29tZXNhbHQ',
  ])('refuses any password for %j, after the same amount of work', async (hash) => {
    const { counted, stop } = countDerivations()

    expect(await verifyPassword('', hash)).toBe(false)

    stop()
    expect(counted()).toBe(1)
  })
})

describe('needsRehash()', () => {
  it('detects hashes with other settings or of other kinds', async () => {
    expect(needsRehash(await hashPassword('correct horse'))).toBe(false)
    expect(needsRehash(foreignHash)).toBe(true)
    expect(needsRehash('$2b$12$abcdefghijklmnopqrstuv')).toBe(true)
  })
})

/** Counts how often Node starts to derive a key. */
function countDerivations(): { counted(): number; stop(): void } {
  let count = 0
  const hook = createHook({
    init: (_, type) => {
      if (type === 'SCRYPTREQUEST') count++
    },
  }).enable()
  return { counted: () => count, stop: () => hook.disable() }
}
