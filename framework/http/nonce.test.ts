import { describe, expect, it } from 'vitest'
import { createNonce } from './nonce.ts'

describe('createNonce()', () => {
  it('creates 128 bits in base64, never the same twice', () => {
    const nonces = Array.from({ length: 1000 }, createNonce)

    expect(new Set(nonces).size).toBe(1000)
    expect(nonces.filter((nonce) => Buffer.from(nonce, 'base64').length !== 16)).toEqual([])
    expect(nonces.filter((nonce) => !/^[A-Za-z0-9+/]{22}==$/.test(nonce))).toEqual([])
  })
})
