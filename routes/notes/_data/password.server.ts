// Hashes passwords with scrypt, one salt for each.
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

/** Hashes a password; the result names its own settings and salt. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const key = await deriveKey(password, salt, cost)
  return `scrypt:${cost}:${salt.toString('base64')}:${key.toString('base64')}`
}

/**
 * Compares a password with a hash.
 *
 * @param hash What `hashPassword()` made. Without one the answer is no, and takes just as long
 */
export async function verifyPassword(password: string, hash: string | undefined): Promise<boolean> {
  const [, N = cost, salt = '', expected = ''] = hash?.split(':') ?? []
  const key = await deriveKey(password, Buffer.from(salt, 'base64'), Number(N))
  const wanted = Buffer.from(expected, 'base64')
  return wanted.length === key.length && timingSafeEqual(wanted, key)
}

// 32 MB of memory and a noticeable moment for each guess, which is what makes guessing expensive.
const cost = 2 ** 15
const keyLength = 32

function deriveKey(password: string, salt: Buffer, N: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const settings = { N, r: 8, p: 1, maxmem: 64 * 1024 * 1024 }
    // The same password typed on another keyboard may arrive in other code points (NIST SP 800-63B, section 5.1.1.2).
    scrypt(password.normalize('NFKC'), salt, keyLength, settings, (error, key) => {
      if (error) reject(error)
      else resolve(key)
    })
  })
}
