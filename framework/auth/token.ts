// Tokens for links in emails, such as "choose a new password", sealed with the site's secrets.
import { assertOptions } from '../http/assert-options.ts'
import { parseLifetime } from '../http/lifetime.ts'
import type { AnyContext } from './any-context.ts'
import { type LookupResult, awaitLookup } from './lookup-result.ts'
import { hashApiToken, isSameSecret } from './secret-text.ts'

/** The options of `createToken()`. */
export interface CreateTokenOptions {
  /** How long the token is valid (seconds, or `'1h'`). */
  ttl: number | string
  /**
   * A value that must be the same when the token is read, such as the user's current password hash. Then a token for
   * changing the password works only once (default: none).
   */
  binding?: string
}

/** The options of `readToken()`. */
export interface ReadTokenOptions<Data> {
  /** Returns the current binding, or `undefined`, `null` or `false` if it no longer exists. */
  binding?(data: Data): LookupResult<string>
}

/**
 * Creates a token that only this site can create and read.
 *
 * @param purpose The use of the token. It can be read only for the same purpose, and never as a session
 * @param data The content (plain JSON values)
 * @returns URL-safe text of about 300 characters
 */
export function createToken(
  ctx: AnyContext,
  purpose: string,
  data: unknown,
  options: CreateTokenOptions,
): string {
  assertOptions('createToken()', options, { ttl: true, binding: true } satisfies Record<
    keyof CreateTokenOptions,
    true
  >)
  const { ttl, binding } = options
  const content: Content = [purpose, binding === undefined ? null : hashApiToken(binding), data]
  const { sealer } = ctx.app
  // URLs and mail programs leave dots unchanged.
  return sealer.seal(JSON.stringify(content), parseLifetime('createToken.ttl', ttl)).replaceAll('*', '.')
}

/**
 * Reads a token.
 *
 * @param text The untrusted input
 * @returns The content, or `undefined` if the token is invalid, has expired, has another purpose, or if its binding has
 *   changed
 */
export async function readToken<Data>(
  ctx: AnyContext,
  purpose: string,
  text: string | null | undefined,
  options: ReadTokenOptions<Data> = {},
): Promise<Data | undefined> {
  const unsealed = ctx.app.sealer.unseal(toSeal(text ?? ''))
  // A seal opens up to a minute late, in case clocks differ. A token is stricter.
  if (!unsealed || unsealed.expiresAt <= Date.now()) return undefined
  const content = parseContent(unsealed.json)
  if (content?.[0] !== purpose) return undefined
  const [, bound, data] = content
  if ((bound === null) !== (options.binding === undefined)) return undefined
  if (bound !== null) {
    const binding = await awaitLookup(options.binding?.(data as Data))
    if (binding === undefined || !isSameSecret(hashApiToken(binding), bound)) return undefined
  }
  return data as Data
}

/** An array, whereas a session is an object. So neither can be mistaken for the other. */
type Content = [purpose: string, bound: string | null, data: unknown]

const prefix = 'Fe26.2'

function toSeal(text: string): string {
  return text.startsWith(`${prefix}.`) ? prefix + text.slice(prefix.length).replaceAll('.', '*') : ''
}

function parseContent(json: string): Content | undefined {
  try {
    const content: unknown = JSON.parse(json)
    return Array.isArray(content) && content.length === 3 ? (content as Content) : undefined
  } catch {
    // Another program with the same secret sealed something that is not JSON. That is not a token.
    return undefined
  }
}
