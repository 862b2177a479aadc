import { describe, expect, it } from 'vitest'
import { describeMisspeltSettings, findMisspeltSettings } from './misspelt-settings.ts'
import { readSettings } from './settings.ts'

describe('findMisspeltSettings()', () => {
  it.each([
    ['SESION_SECRET', 'SESSION_SECRET'],
    ['SESSION_SECRETS', 'SESSION_SECRET'],
    ['SESSOIN_SECERT', 'SESSION_SECRET'],
    ['session_secret', 'SESSION_SECRET'],
    ['WEB_CONCURENCY', 'WEB_CONCURRENCY'],
    ['WEB_CONCURENCI', 'WEB_CONCURRENCY'],
    ['TRUST_PROXI', 'TRUST_PROXY'],
    ['ALLOWED_HOST', 'ALLOWED_HOSTS'],
    ['OPERATION_PORT', 'OPERATIONS_PORT'],
    ['SHUTDOWN_TIMOUT', 'SHUTDOWN_TIMEOUT'],
    ['MAX_INFLIGHT', 'MAX_IN_FLIGHT'],
    ['REDIS_ULR', 'REDIS_URL'],
  ])('finds %s', (name, meant) => {
    expect(findMisspeltSettings({ [name]: 'a' })).toEqual([{ name, meant }])
  })

  it.each([
    ['short names', { PORTS: '1', HOSTS: 'a', HOSTNAME: 'a', ORIGINS: 'a', POST: 'a' }],
    [
      'names of other programs',
      { LOGLEVEL: 'a', REDIS_URI: 'a', REDIS_PORT: '1', DATABASE_URI: 'a', LOG_LEVEL_SQL: 'a' },
    ],
    ['names of a site', { SECRET_KEY: 'a', SESSION_STORE: 'a', SESSION_SECRET_2: 'a', ALLOWED_PORTS: 'a' }],
    ['settings that differ little', { OPERATIONS_HOST: 'a', OPERATIONS_PORT: '1', LOG_FORMAT: 'json' }],
    ['a name beside the setting', { SESSION_SECRET: 'a', SESSION_SECRETS: 'b' }],
    ['a variable that is empty', { SESION_SECRET: '' }],
    [
      'what a shell and npm set',
      { PATH: 'a', PWD: 'a', npm_config_loglevel: 'a', npm_lifecycle_event: 'a', NODE_ENV: 'a' },
    ],
  ])('accepts %s', (_, environment) => {
    expect(findMisspeltSettings(environment)).toEqual([])
  })
})

it('says what to do', () => {
  expect(describeMisspeltSettings({ TRUST_PROXI: '1' })).toEqual([
    'TRUST_PROXI is set, but TRUST_PROXY is not. If you meant TRUST_PROXY, rename it.',
  ])
})

it('is a part of the error about a secret that is not set', () => {
  expect(() => readSettings({ SESION_SECRET: 'a' })).toThrow(
    'SESSION_SECRET is not set, but SESION_SECRET is. If you meant SESSION_SECRET, rename it.',
  )
})
