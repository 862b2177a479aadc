// Tests the errors for options of accounts that are missing or that have no meaning.
import { expect, it } from 'vitest'
import { auth } from './auth.ts'
import { requireBasic, requireBearer } from './http-guard.ts'
import { createToken } from './token.ts'

// biome-ignore lint/suspicious/noExplicitAny: authors who write JavaScript have no types.
type Untyped = any

it.each<[string, () => unknown, string]>([
  ['auth() without options', () => (auth as Untyped)(), 'auth(): the options are missing.'],
  ['auth() without load', () => auth({} as Untyped), 'auth(): load is not a function. Write load: (id) => …'],
  [
    'auth() with a misspelt option',
    () => auth({ load: () => undefined, role: () => [] } as Untyped),
    'auth(): there is no option role. Use some of load, roles, version,',
  ],
  [
    'createToken() without a lifetime',
    () => createToken({} as Untyped, 'a', {}, undefined as Untyped),
    'createToken(): the options are missing. Pass an object with some of ttl, binding.',
  ],
  [
    'requireBearer() without a function',
    () => (requireBearer as Untyped)(),
    'requireBearer(): the first argument is not a function.',
  ],
  [
    'requireBasic() without a function',
    () => requireBasic({ name: 'a' } as Untyped),
    'requireBasic(): the first argument is not a function.',
  ],
])('refuses %s', (_, call, message) => {
  expect(call).toThrow(message)
})
