// Creates nonces, which tell a page's own inline scripts from injected ones.

const size = 16
// One call for many nonces: 16 random bytes cost as much as four thousand.
const pool = new Uint8Array(256 * size)
let next = pool.length

/** Creates an unguessable value: 128 random bits in base64. */
export function createNonce(): string {
  if (next === pool.length) {
    crypto.getRandomValues(pool)
    next = 0
  }
  const bytes = pool.subarray(next, next + size)
  next += size
  return btoa(String.fromCharCode(...bytes))
}
