// API tokens: random secrets that are stored as hashes and compared in constant time.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/**
 * Creates a token for an API client.
 *
 * @param prefix Identifies the token to people and secret scanners, such as `shop_`
 * @returns The token, to show once, and its hash, to store
 */
export function createApiToken(prefix = ''): { token: string; hash: string } {
  const token = prefix + randomBytes(32).toString('base64url')
  return { token, hash: hashApiToken(token) }
}

/**
 * Hashes a token for storage and lookup.
 *
 * A fast hash is sufficient because the token is 256 random bits. Use `hashPassword()` for passwords.
 */
export function hashApiToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

/** Compares untrusted text with a secret in constant time. */
export function isSameSecret(received: string, secret: string): boolean {
  const toDigest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(toDigest(received), toDigest(secret))
}
