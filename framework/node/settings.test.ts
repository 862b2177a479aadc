import { describe, expect, it } from 'vitest'
import { readSettings } from './settings.ts'

const SESSION_SECRET = 'a-secret-of-the-tests-x8KqP2vN5tRz7LmW'

describe('readSettings()', () => {
  it('needs only a secret', () => {
    expect(readSettings({ SESSION_SECRET })).toMatchObject({
      port: 3000,
      host: 'localhost',
      origin: undefined,
      trustProxy: 0,
      allowedHosts: undefined,
      bodyLimit: undefined,
      shutdownTimeout: 30_000,
      logLevel: 'info',
    })
  })

  it('listens on all addresses in production', () => {
    expect(readSettings({ SESSION_SECRET, NODE_ENV: 'production' }).host).toBe('0.0.0.0')
  })

  it('reads every variable', () => {
    const environment = {
      SESSION_SECRET,
      PORT: '8080',
      HOST: '::1',
      ORIGIN: 'https://example.org/',
      TRUST_PROXY: '2',
      ALLOWED_HOSTS: 'example.org, .example.org',
      BODY_SIZE_LIMIT: '2mb',
      SHUTDOWN_TIMEOUT: '5',
      LOG_LEVEL: 'error',
    }

    expect(readSettings(environment)).toMatchObject({
      port: 8080,
      host: '::1',
      origin: 'https://example.org',
      trustProxy: 2,
      allowedHosts: ['example.org', '.example.org'],
      bodyLimit: 2 * 1024 * 1024,
      shutdownTimeout: 5000,
      logLevel: 'error',
    })
  })

  it.each([
    ['PORT', '-1'],
    ['PORT', '65536'],
    ['ORIGIN', 'example.org'],
    ['ORIGIN', 'ftp://example.org'],
    ['TRUST_PROXY', 'yes'],
    ['BODY_SIZE_LIMIT', 'huge'],
    ['SHUTDOWN_TIMEOUT', '1.5'],
    ['LOG_LEVEL', 'loud'],
    ['SESSION_SECRET', 'short'],
  ])('refuses %s="%s", naming the variable', (name, value) => {
    expect(() => readSettings({ SESSION_SECRET, [name]: value })).toThrow(name)
  })

  it.each([undefined, ''])('says how to create a secret when SESSION_SECRET is %j', (secret) => {
    expect(() => readSettings({ SESSION_SECRET: secret })).toThrow(
      /^SESSION_SECRET is not set\. Create one with: npx vial secret$/,
    )
  })
})
