// Hashes passwords with scrypt, one salt for each.
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

/** Hashes a password; the result names its own settings and salt. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const key = await deriveKey(password, salt)
  return `scrypt:${cost}:${salt.toString('base64')}:${key.toString('base64')}`
}

/**
 * Compares a password with a hash.
 *
 * @param hash What `hashPassword()` made. Without one the answer is no, and takes just as long
 */
export async function verifyPassword(password: string, hash: string | undefined): Promise<boolean> {
  const [, , salt = '', expected = ''] = hash?.split(':') ?? []
  const key = await deriveKey(password, Buffer.from(salt, 'base64'))
  const wanted = Buffer.from(expected, 'base64')
  return wanted.length === key.length && timingSafeEqual(wanted, key)
}

// 32 MB and about a tenth of a second for each guess (OWASP's advice for scrypt with r = 8 starts here).
const cost = 2 ** 15
const keyLength = 32

function deriveKey(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const settings = { N: cost, r: 8, p: 1, maxmem: 64 * 1024 * 1024 }
    // The same password typed on another keyboard may arrive in other code points (NIST SP 800-63B, section 5.1.1.2).
    scrypt(password.normalize('NFKC'), salt, keyLength, settings, (error, key) => {
      if (error) reject(error)
      else resolve(key)
    })
  })
}
