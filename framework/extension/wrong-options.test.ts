// Tests the errors for options that have no meaning, or that are missing: without them a limit would silently not apply.
import { expect, it } from 'vitest'
import { cors } from './cors.ts'
import { rateLimit } from './rate-limit.ts'
import { redisStore } from '../redis/redis-store.ts'

it.each<[string, () => unknown, string]>([
  [
    'the option of Express',
    () => cors({ origin: '*' } as never),
    'cors(): there is no option origin. Use some of origins,',
  ],
  [
    'a ctx, because it is not called',
    () => cors({ params: {}, requestId: 'a' } as never),
    'cors creates middleware, but is not one itself. Call it: cors({ … }).',
  ],
  [
    'a ctx, because it is not called',
    () => rateLimit({ params: {}, requestId: 'a' } as never),
    'rateLimit creates middleware, but is not one itself. Call it: rateLimit({ … }).',
  ],
  ['no origins', () => cors({} as never), 'cors(): origins is missing. Write origins:'],
  [
    'no options',
    () => cors(undefined as never),
    'cors(): the options are missing. Pass an object with some of origins,',
  ],
  ['no options', () => rateLimit(undefined as never), 'rateLimit(): the options are missing.'],
  [
    'a misspelt key',
    () => rateLimit({ points: 1, duration: '1m', by: 'user' } as never),
    'rateLimit(): there is no option by. Use some of points, duration, key, paths, methods, name.',
  ],
  [
    'a URL in place of options',
    () => redisStore('redis://127.0.0.1:6379' as never),
    'redisStore(): the options are not an object. Pass an object with some of url, prefix.',
  ],
  [
    'a misspelt URL',
    () => redisStore({ uri: 'redis://a' } as never),
    'redisStore(): there is no option uri.',
  ],
])('refuses %s', (_, call, message) => {
  expect(call).toThrow(message)
})
