// Tests what REDIS_URL may contain.
import { describe, expect, it } from 'vitest'
import { parseRedisUrl } from './redis-url.ts'

describe('parseRedisUrl()', () => {
  it.each([
    [
      'redis://127.0.0.1:6380',
      { kind: 'server', nodes: [{ host: '127.0.0.1', port: 6380 }], db: 0, isEncrypted: false },
    ],
    ['redis://localhost', { kind: 'server', nodes: [{ host: 'localhost', port: 6379 }] }],
    ['redis://[::1]:6380/3', { kind: 'server', nodes: [{ host: '::1', port: 6380 }], db: 3 }],
    ['rediss://user:p%40ss@redis.example.org/', { isEncrypted: true, username: 'user', password: 'p@ss' }],
    ['redis://a?family=6', { family: 6 }],
    ['redis://:secret@a', { family: 0, username: undefined, password: 'secret' }],
    [
      'redis://:secret@a:7000,b:7001,[2001:db8::1]',
      {
        kind: 'cluster',
        password: 'secret',
        nodes: [
          { host: 'a', port: 7000 },
          { host: 'b', port: 7001 },
          { host: '2001:db8::1', port: 6379 },
        ],
      },
    ],
    ['rediss+cluster://config.example.org:6379', { kind: 'cluster', isEncrypted: true }],
    [
      'redis+sentinel://:secret@a,b:26380/main/2?sentinelPassword=other',
      {
        kind: 'sentinel',
        name: 'main',
        db: 2,
        password: 'secret',
        sentinelPassword: 'other',
        nodes: [
          { host: 'a', port: 26_379 },
          { host: 'b', port: 26_380 },
        ],
      },
    ],
  ])('reads %s', (url, expected) => {
    expect(parseRedisUrl(url)).toMatchObject(expected)
  })

  it.each([
    [
      'localhost:6379',
      /^REDIS_URL is not the URL of a Redis\. Use one such as redis:\/\/127\.0\.0\.1:6379, /,
    ],
    ['http://localhost:6379', /^REDIS_URL is not the URL of a Redis\./],
    ['redis://', /^REDIS_URL is not the URL of a Redis\./],
    ['redis://a:99999', /^REDIS_URL: "a:99999" is not a host with a port\./],
    ['redis://a:7000,', /^REDIS_URL: "" is not a host with a port\./],
    ['redis://a/main', /^REDIS_URL: "\/main" is not the number of a database\./],
    ['redis://a,b/1', /^REDIS_URL: a cluster has no database 1, only database 0\. Remove \/1\.$/],
    ['redis+sentinel://a,b', /^REDIS_URL: the name of the server is missing\./],
    ['redis://secret@a', /^REDIS_URL: the password is missing\./],
    ['redis://:100%@a', /^REDIS_URL contains "%"/],
    [
      'redis://a?tls=true',
      /^REDIS_URL: the parameter "tls" is not supported\. Remove it, or use one of family\.$/,
    ],
  ])('refuses %s', (url, message) => {
    expect(() => parseRedisUrl(url)).toThrow(message)
  })

  it('never shows a password', () => {
    for (const url of [
      'redis://:hidden@a:x',
      'redis://:hidden@a,b/7',
      'redis://hidden@a',
      'redis://:hidden%@a',
    ]) {
      expect(() => parseRedisUrl(url)).toThrow(/^(?!.*hidden)/)
    }
  })
})
