import { describe, expect, it } from 'vitest'
import { maskHeader, maskTarget, maskVariable } from './mask.ts'

describe('maskHeader()', () => {
  it.each([
    ['Authorization', 'Bearer abc', '•••'],
    ['cookie', 'session=abc', '•••'],
    ['proxy-authorization', 'Basic abc', '•••'],
    ['x-api-key', 'abc', '•••'],
    ['set-cookie', 'session=abc; Path=/; HttpOnly', 'session=•••; Path=/; HttpOnly'],
    ['location', '/login?token=abc&next=/a', '/login?token=•••&next=/a'],
    ['referer', 'https://a.test/?code=abc', 'https://a.test/?code=•••'],
    ['content-security-policy', "script-src 'self' 'nonce-abc='", "script-src 'self' 'nonce-•••'"],
    ['accept', 'text/html', 'text/html'],
  ])('shows %s: %s as %s', (name, value, shown) => {
    expect(maskHeader(name, value)).toBe(shown)
  })
})

describe('maskTarget()', () => {
  it.each([
    ['/reset?token=abc', '/reset?token=•••'],
    ['/a?page=2&api_key=abc&q=x', '/a?page=2&api_key=•••&q=x'],
    ['/a?user[password]=abc', '/a?user[password]=•••'],
    ['/a?design=x&pinned=1', '/a?design=x&pinned=1'],
    ['/a?token', '/a?token'],
    ['/token=abc', '/token=abc'],
  ])('shows %s as %s', (target, shown) => {
    expect(maskTarget(target)).toBe(shown)
  })
})

describe('maskVariable()', () => {
  it('shows only settings that cannot be secret', () => {
    expect(maskVariable('PORT', '3000')).toBe('3000')
    for (const name of ['SESSION_SECRET', 'DATABASE_URL', 'REDIS_URL', 'STRIPE_KEY', 'ANYTHING']) {
      expect(maskVariable(name, 'abc')).toBe('•••')
    }
  })
})
