// Random values that tell a page's own inline scripts from those that somebody smuggled in.

const size = 16
// One call for many: asking for 16 bytes costs as much as asking for four thousand.
const pool = new Uint8Array(256 * size)
let next = pool.length

/** Makes a value that nobody can guess: 128 random bits in base64. */
export function createNonce(): string {
  if (next === pool.length) {
    crypto.getRandomValues(pool)
    next = 0
  }
  const bytes = pool.subarray(next, next + size)
  next += size
  return btoa(String.fromCharCode(...bytes))
}
