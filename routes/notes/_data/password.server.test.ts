// Passwords are kept in a form that does not give them away.
import { describe, expect, it } from 'vitest'
import { hashPassword, verifyPassword } from './password.server.ts'

describe('hashPassword()', () => {
  it('gives the same password another hash each time', async () => {
    expect(await hashPassword('correct horse')).not.toBe(await hashPassword('correct horse'))
  })
})

describe('verifyPassword()', () => {
  it('accepts the password, also in other code points', async () => {
    const hash = await hashPassword('caf\u00e9 au lait')

    expect(await verifyPassword('caf\u00e9 au lait', hash)).toBe(true)
    expect(await verifyPassword('cafe\u0301 au lait', hash)).toBe(true)
  })

  it('refuses another password, and any password without a hash', async () => {
    const hash = await hashPassword('correct horse')

    expect(await verifyPassword('correct horses', hash)).toBe(false)
    expect(await verifyPassword('correct horse', undefined)).toBe(false)
    expect(await verifyPassword('', undefined)).toBe(false)
  })
})
