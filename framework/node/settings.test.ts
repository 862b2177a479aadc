import { availableParallelism } from 'node:os'
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
      workers: undefined,
      maxInFlight: undefined,
      backlog: undefined,
      shutdownDelay: 1000,
      shutdownTimeout: 30_000,
      logLevel: 'info',
      logFormat: undefined,
      operations: undefined,
    })
  })

  it('starts one worker per core with WEB_CONCURRENCY=max', () => {
    expect(readSettings({ SESSION_SECRET, WEB_CONCURRENCY: 'max' }).workers).toBe(availableParallelism())
  })

  it('serves operations on this machine only unless a host is set', () => {
    const { operations } = readSettings({ SESSION_SECRET, OPERATIONS_PORT: '9000' })
    expect(operations).toEqual({ port: 9000, host: '127.0.0.1' })
  })

  it('reads an IPv6 address in brackets', () => {
    const environment = {
      SESSION_SECRET,
      HOST: '[::1]',
      OPERATIONS_PORT: '9000',
      OPERATIONS_HOST: '[fe80::1%eth0]',
    }
    const { host, operations } = readSettings(environment)
    expect([host, operations?.host]).toEqual(['::1', 'fe80::1%eth0'])
  })

  it('refuses allowed hosts that no request can have', () => {
    expect(() => readSettings({ SESSION_SECRET, ALLOWED_HOSTS: 'a.example,https://b.example' })).toThrow(
      'ALLOWED_HOSTS: "https://b.example" is not a host name. Write it without a scheme or a path, such as example.org.',
    )
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
      WEB_CONCURRENCY: '4',
      MAX_IN_FLIGHT: '500',
      LISTEN_BACKLOG: '1024',
      SHUTDOWN_DELAY: '0.5',
      SHUTDOWN_TIMEOUT: '5',
      LOG_LEVEL: 'error',
      LOG_FORMAT: 'pretty',
      OPERATIONS_PORT: '9000',
      OPERATIONS_HOST: '0.0.0.0',
    }

    expect(readSettings(environment)).toMatchObject({
      port: 8080,
      host: '::1',
      origin: 'https://example.org',
      trustProxy: 2,
      allowedHosts: ['example.org', '.example.org'],
      bodyLimit: 2 * 1024 * 1024,
      workers: 4,
      maxInFlight: 500,
      backlog: 1024,
      shutdownDelay: 500,
      shutdownTimeout: 5000,
      logLevel: 'error',
      logFormat: 'pretty',
      operations: { port: 9000, host: '0.0.0.0' },
    })
  })

  it.each([
    ['PORT', '-1'],
    ['PORT', '65536'],
    ['ORIGIN', 'example.org'],
    ['ORIGIN', 'ftp://example.org'],
    ['TRUST_PROXY', 'yes'],
    ['BODY_SIZE_LIMIT', 'huge'],
    ['SHUTDOWN_TIMEOUT', '-1'],
    ['SHUTDOWN_DELAY', 'soon'],
    ['WEB_CONCURRENCY', '0'],
    ['WEB_CONCURRENCY', 'all'],
    ['MAX_IN_FLIGHT', '0'],
    ['LISTEN_BACKLOG', '0'],
    ['LISTEN_BACKLOG', '65536'],
    ['LOG_FORMAT', 'xml'],
    ['OPERATIONS_PORT', 'metrics'],
    ['LOG_LEVEL', 'loud'],
    ['SESSION_SECRET', 'short'],
    ['REDIS_URL', 'localhost:6379'],
  ])('refuses %s="%s", naming the variable', (name, value) => {
    expect(() => readSettings({ SESSION_SECRET, [name]: value })).toThrow(name)
  })

  it.each([
    ['MAX_IN_FLIGHT', 'many', '1 to 1000000'],
    ['LISTEN_BACKLOG', '0', '1 to 65535'],
    ['PORT', 'http', '0 to 65535'],
  ])('says which numbers %s=%s may be', (name, value, range) => {
    expect(() => readSettings({ SESSION_SECRET, [name]: value })).toThrow(
      `${name} is "${value}". Set a whole number from ${range}.`,
    )
  })

  it.each([{}, { NODE_ENV: 'production' }, { HOST: '127.0.0.1' }, { OPERATIONS_HOST: '::' }])(
    'refuses the port of the site as that of operations, with %j',
    (environment) => {
      const ports = { PORT: '8080', OPERATIONS_PORT: '8080' }
      expect(() => readSettings({ SESSION_SECRET, ...ports, ...environment })).toThrow(
        'OPERATIONS_PORT is 8080, which is the port of the site. Set it to another port, which visitors do not reach.',
      )
    },
  )

  it.each([
    { PORT: '0', OPERATIONS_PORT: '0' },
    { PORT: '8080', OPERATIONS_PORT: '8080', HOST: '192.0.2.1' },
  ])('accepts %j', (environment) => {
    expect(() => readSettings({ SESSION_SECRET, ...environment })).not.toThrow()
  })

  it.each([undefined, ''])('says how to create a secret when SESSION_SECRET is %j', (secret) => {
    expect(() => readSettings({ SESSION_SECRET: secret })).toThrow(
      /^SESSION_SECRET is not set\. Create one with: npx vial secret$/,
    )
  })
})
