// Tests the errors for options and arguments of accounts that are missing or that have no meaning.
import { expect, it } from 'vitest'
import { auth } from './auth.ts'
import { requireBasic, requireBearer } from './http-guard.ts'
import { createToken } from './token.ts'

it.each<[string, () => unknown, string]>([
  ['auth() without options', () => auth(undefined as never), 'auth(): the options are missing.'],
  ['auth() without load', () => auth({} as never), 'auth(): load is not a function. Write load: (id) => …'],
  [
    'auth() with a misspelt option',
    () => auth({ load: () => undefined, role: () => [] } as never),
    'auth(): there is no option role. Use some of load, roles, version,',
  ],
  [
    'createToken() without a lifetime',
    () => createToken({} as never, 'a', {}, undefined as never),
    'createToken(): the options are missing. Pass an object with some of ttl, binding.',
  ],
  [
    'requireBearer() without a function',
    () => requireBearer(undefined as never),
    'requireBearer(): the first argument is not a function.',
  ],
  [
    'requireBasic() without a function',
    () => requireBasic({ name: 'a' } as never),
    'requireBasic(): the first argument is not a function.',
  ],
])('refuses %s', (_, call, message) => {
  expect(call).toThrow(message)
})

const ctx = { session: {} } as never

it.each<[string, (accounts: ReturnType<typeof auth>) => unknown, string]>([
  [
    'login(1)',
    ({ login }) => login(1 as never, undefined as never),
    'is a number. Write login(ctx, user.id).',
  ],
  [
    'login(ctx, user)',
    ({ login }) => login(ctx, { id: 1 } as never),
    'auth(): the id of login() is an object. Write login(ctx, user.id).',
  ],
  [
    "attemptLogin(ctx, name, 'text')",
    ({ attemptLogin }) => attemptLogin(ctx, 'ada', 'secret' as never),
    'auth(): the check of attemptLogin() is a string. Write attemptLogin(ctx, name, () => …) with a function',
  ],
  [
    'attemptLogin(ctx, check)',
    ({ attemptLogin }) => attemptLogin(ctx, (() => undefined) as never, undefined as never),
    'auth(): the name of attemptLogin()',
  ],
  [
    'attemptLogin(name, check)',
    ({ attemptLogin }) => attemptLogin('ada' as never, (() => undefined) as never, undefined as never),
    'auth(): the first argument is a string. Write attemptLogin(ctx, name, () => …).',
  ],
  ['logout()', ({ logout }) => logout(undefined as never), 'is undefined. Write logout(ctx).'],
  [
    'currentUser()',
    ({ currentUser }) => currentUser(undefined as never),
    'auth(): the first argument is undefined.',
  ],
  [
    'requireUser()',
    ({ requireUser }) => (requireUser as unknown as () => void)(),
    'auth(): the first argument is undefined. Write middleware = [requireUser], without a call.',
  ],
  ['requireRole()', ({ requireRole }) => requireRole(), 'auth(): requireRole() needs a role.'],
  [
    'a list of roles',
    ({ requireRole }) => requireRole(['admin'] as never),
    "auth(): a role of requireRole() is a list. Write requireRole('editor', 'admin')",
  ],
  [
    'requireRole as middleware',
    ({ requireRole }) => (requireRole as (...input: unknown[]) => unknown)(ctx, () => {}),
    'auth(): a role of requireRole() is an object.',
  ],
  [
    'hasRole(ctx, roles)',
    ({ hasRole }) => hasRole(ctx, ['admin'] as never),
    'auth(): a role of hasRole() is a list.',
  ],
  ['hasRole(role)', ({ hasRole }) => hasRole('admin' as never), 'auth(): the first argument is a string.'],
])('refuses %s', async (_, call, message) => {
  const accounts = auth({ load: () => undefined, roles: () => [] })
  await expect((async () => call(accounts))()).rejects.toThrow(message)
})

it('refuses requireUser() where it is called, and not with a promise', () => {
  const { requireUser } = auth({ load: () => undefined })
  expect(requireUser as unknown as () => void).toThrow('without a call')
})
