// Limits how often a visitor may try to log in.
import { setTimeout } from 'node:timers/promises'
import { assertText } from '../http/assert-text.ts'
import { describeType } from '../http/value-type.ts'
import { createLimiter, parseSpan } from '../extension/limiter.ts'
import { addressKey, createLimitError } from '../extension/rate-limit.ts'
import type { App } from '../request/pipeline/server-definition.ts'
import { type AnyContext, assertContext } from './any-context.ts'
import { type LookupResult, awaitLookup } from './lookup-result.ts'
import { hashApiToken } from './secret-text.ts'

/** How many failed logins `auth()` allows. */
export interface AttemptOptions {
  /** How many failures to allow per account and address, and ten times as many per address (default: 5). */
  readonly points?: number
  /** The period in which failures count (seconds, or `'15m'`; default: `'15m'`). */
  readonly duration?: number | string
}

/** Counts login attempts. */
export interface Attempts {
  start(app: App): Promise<void>
  /**
   * Runs a check unless there have been too many failures.
   *
   * Failures count per account and address, and per address. An account that fails from many addresses is only slowed
   * down, so an attacker cannot lock its owner out.
   *
   * @param account The name that was entered
   * @param check Returns the user, or `undefined`, `null` or `false` if name and password do not match
   * @throws HttpError 429 with `Retry-After` after too many failures
   */
  attempt<User>(ctx: AnyContext, account: string, check: () => LookupResult<User>): Promise<User | undefined>
}

/** The minimum duration of a login attempt on an account under attack (ms). */
const slowdown = 1000

/** Creates a counter of login attempts, in memory or in Redis. */
export function createAttempts({ points = 5, duration = '15m' }: AttemptOptions = {}): Attempts {
  const seconds = parseSpan('auth.attempts', points, duration)
  const ofPair = createLimiter({ name: 'login', points, seconds })
  const ofAddress = createLimiter({ name: 'login address', points: points * 10, seconds })
  const ofAccount = createLimiter({ name: 'login account', points: points * 10, seconds })

  return {
    async start(app) {
      for (const limiter of [ofPair, ofAddress, ofAccount]) await limiter.start(app)
    },

    async attempt<User>(ctx: AnyContext, account: string, check: () => LookupResult<User>) {
      assertContext('attemptLogin(ctx, name, () => …)', ctx)
      assertText('auth(): the name of attemptLogin()', account, 'Write attemptLogin(ctx, name, () => …).')
      if (typeof check !== 'function') {
        throw new TypeError(
          `auth(): the check of attemptLogin() is ${describeType(check)}. Write attemptLogin(ctx, name, () => …) with a function that returns the user, or undefined if the password is wrong.`,
        )
      }
      const { app } = ctx
      const address = addressKey(ctx)
      // Hashed, so that Redis does not contain the names of accounts.
      const name = hashApiToken(account.trim().normalize('NFKC').toLowerCase())
      const pair = `${name} ${address}`
      // Count before the check. Otherwise, many simultaneous attempts would all be within the limit.
      for (const [limiter, key] of [
        [ofPair, pair],
        [ofAddress, address],
      ] as const) {
        const { allowed, seconds: wait } = await limiter.take(app, key)
        if (!allowed) throw createLimitError(wait, 'Too many attempts to log in.')
      }
      if (!(await ofAccount.take(app, name)).allowed) await setTimeout(slowdown)

      let user: User | undefined
      try {
        user = await awaitLookup(check())
      } catch (error) {
        await giveBack()
        throw error
      }
      if (user !== undefined) {
        await ofPair.forget(app, pair)
        await giveBack()
      }
      return user

      async function giveBack(): Promise<void> {
        await ofAddress.giveBack(app, address)
        await ofAccount.giveBack(app, name)
      }
    },
  }
}
