// Tokens for links in messages, such as "choose a new password": sealed with the site's secrets.
import { parseLifetime } from '../http/lifetime.ts'
import type { AnyContext } from './any-context.ts'
import { type LookupResult, awaitLookup } from './lookup-result.ts'
import { hashApiToken, isSameSecret } from './secret-text.ts'

export interface CreateTokenOptions {
  /** How long it can be read (seconds, or `'1h'`). */
  ttl: number | string
  /**
   * What must still be so when it is read, such as the user's current password hash: a token that changes it works
   * once (default: nothing).
   */
  binding?: string
}

export interface ReadTokenOptions<Data> {
  /** Finds the binding of now; `undefined`, `null` or `false` when what the token is about is gone. */
  binding?(data: Data): LookupResult<string>
}

/**
 * Makes a token that says something only this site can have said, and that nobody else can read.
 *
 * @param purpose What it is for: it is read for the same purpose only, and is never a session
 * @param data What it says (plain JSON values)
 * @returns Text for a URL, about 300 characters
 */
export function createToken(
  ctx: AnyContext,
  purpose: string,
  data: unknown,
  { ttl, binding }: CreateTokenOptions,
): string {
  const content: Content = [purpose, binding === undefined ? null : hashApiToken(binding), data]
  const { sealer } = ctx.app
  // Neither a mail program nor a URL changes dots.
  return sealer.seal(JSON.stringify(content), parseLifetime('createToken.ttl', ttl)).replaceAll('*', '.')
}

/**
 * Reads a token.
 *
 * @param text What a stranger has sent
 * @returns What it says; `undefined` when it was made for another purpose, has ended, is bound to something that has
 *   changed, or was never made here
 */
export async function readToken<Data>(
  ctx: AnyContext,
  purpose: string,
  text: string | null | undefined,
  options: ReadTokenOptions<Data> = {},
): Promise<Data | undefined> {
  const unsealed = ctx.app.sealer.unseal(toSeal(text ?? ''))
  // A seal may be opened a minute late, for clocks that differ; a token is read where it was made.
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

/** A list, where a session is an object: what is sealed as the one can never be taken for the other. */
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
    // Sealed by someone who knows the secret but did not seal JSON: no token.
    return undefined
  }
}
