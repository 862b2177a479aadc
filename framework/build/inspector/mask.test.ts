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
    ['x-hub-signature-256', 'sha256=abc', '•••'],
    ['X-Gitlab-Token', 'abc', '•••'],
    ['cf-access-jwt-assertion', 'abc', '•••'],
    ['x-forwarded-access-token', 'abc', '•••'],
    ['location', 'https://ada:abc@a.test/b', 'https://•••@a.test/b'],
    ['location', '/callback#access_token=abc', '/callback#access_token=•••'],
    ['x-original-url', '/reset?token=abc', '/reset?token=•••'],
    ['refresh', '0; url=/reset?token=abc', '0; url=/reset?token=•••'],
    ['link', '</a?token=abc>; rel=next', '</a?token=•••'],
    ['accept', 'text/html', 'text/html'],
    ['access-control-allow-credentials', 'true', 'true'],
    ['www-authenticate', 'Bearer realm="api"', 'Bearer realm="api"'],
    ['content-type', 'multipart/form-data; boundary=a', 'multipart/form-data; boundary=a'],
  ])('shows %s: %s as %s', (name, value, shown) => {
    expect(maskHeader(name, value)).toBe(shown)
  })
})

describe('maskTarget()', () => {
  it.each([
    ['/reset?token=abc', '/reset?token=•••'],
    ['/a?page=2&api_key=abc&q=x', '/a?page=2&api_key=•••&q=x'],
    ['/a?user[password]=abc', '/a?user[password]=•••'],
    ['/a?next=/reset?token=abc', '/a?next=/reset?token=•••'],
    ['/a?next=%2Freset%3Ftoken%3Dabc&q=x', '/a?next=/reset?token=•••&q=x'],
    ['/a?next=%2Fb%3Fpage%3D2', '/a?next=%2Fb%3Fpage%3D2'],
    [`/a${'?b='.repeat(5000)}token=abc`, '/a?b=?b=?b=?b=•••'],
    ['/a?user[key]=abc', '/a?user[key]=•••'],
    ['/a?api%5Fkey=abc', '/a?api%5Fkey=•••'],
    ['/a?%74oken=abc', '/a?%74oken=•••'],
    ['/a?%zztoken=abc', '/a?%zztoken=•••'],
    ['/a?accessKey=abc&monkey=x', '/a?accessKey=•••&monkey=x'],
    ['/a?pwd=abc&jwt=abc&credential=abc', '/a?pwd=•••&jwt=•••&credential=•••'],
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
