// How often somebody may try to log in.
import { setTimeout } from 'node:timers/promises'
import { createLimiter, parseSpan } from '../extension/limiter.ts'
import { addressKey, tooMany } from '../extension/rate-limit.ts'
import type { App } from '../request/pipeline/server-definition.ts'
import type { AnyContext } from './any-context.ts'
import { type LookupResult, awaitLookup } from './lookup-result.ts'
import { hashApiToken } from './secret-text.ts'

export interface AttemptOptions {
  /** How many failures one address may have with one account; ten times as many with all accounts (default: 5). */
  readonly points?: number
  /** In what time (seconds, or `'15m'`; default: `'15m'`). */
  readonly duration?: number | string
}

/** Counts attempts to log in. */
export interface Attempts {
  start(app: App): Promise<void>
  /**
   * Runs a check unless there were too many failures.
   *
   * Failures count for the account and address together, and for the address. An account that fails from many
   * addresses is only slowed down: an attacker cannot lock its owner out.
   *
   * @param account The name that was typed
   * @param check Gives the user, or `undefined`, `null` or `false` when name and password do not belong together
   * @throws HttpError 429 with `Retry-After`
   */
  attempt<User>(ctx: AnyContext, account: string, check: () => LookupResult<User>): Promise<User | undefined>
}

/** How long an attempt on an account under attack takes at least (ms). */
const slowdown = 1000

/** Makes a counter of attempts, in memory or in Redis. */
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
      const { app } = ctx
      const address = addressKey(ctx)
      // Hashed: Redis need not know who has an account here.
      const name = hashApiToken(account.trim().normalize('NFKC').toLowerCase())
      const pair = `${name} ${address}`
      // Counted before the check, or many attempts at the same time would all be within the limit.
      for (const [limiter, key] of [
        [ofPair, pair],
        [ofAddress, address],
      ] as const) {
        const { allowed, seconds: wait } = await limiter.take(app, key)
        if (!allowed) throw tooMany(wait, 'Too many attempts to log in.')
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
