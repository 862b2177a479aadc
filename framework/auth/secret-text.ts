// Secrets that programs send: made at random, kept as a hash, compared without telling how far they agree.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/**
 * Makes a token for a program, such as the client of an API.
 *
 * @param prefix Tells people and secret scanners what it is, such as `shop_`
 * @returns The token, to be shown once, and its hash, to be kept
 */
export function createApiToken(prefix = ''): { token: string; hash: string } {
  const token = prefix + randomBytes(32).toString('base64url')
  return { token, hash: hashApiToken(token) }
}

/**
 * Hashes a token as it is kept: look it up by this.
 *
 * A fast hash is enough because the token is 256 random bits; a password needs `hashPassword()`.
 */
export function hashApiToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

/** Compares a text from a stranger with a secret, in a time that does not tell how much of it is right. */
export function isSameSecret(received: string, secret: string): boolean {
  const toDigest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(toDigest(received), toDigest(secret))
}
