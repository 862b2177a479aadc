// Seals and opens sessions in iron-session's format with Node's synchronous cryptography.
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  pbkdf2Sync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'
import type { Sealer, Unsealed } from '../session/sealer.ts'
import type { Secrets } from '../session/secret.ts'

const prefix = 'Fe26.2'
// iron-session 8 and 9 append this after the seal, outside the authenticated part.
const versionMark = '~2'
// Browsers do not store longer cookies, so we did not write a longer text. Do not spend a hash on it.
const maxSealLength = 4096
const clockSkew = 60_000

/**
 * Creates a sealer for iron-session's format: AES-256-CBC, HMAC-SHA256, and keys from PBKDF2 with one round.
 *
 * One round is enough only because the secrets are random text of 32 characters or more, not passphrases.
 *
 * @param secrets The newest one seals; all of them open
 * @param now The clock, in milliseconds (default: the system's)
 */
export function createSealer(secrets: Secrets, now: () => number = Date.now): Sealer {
  const { newest, byId } = secrets
  const newestSecret = byId.get(newest)
  if (newestSecret === undefined) throw new Error(`createSealer: there is no secret with the id ${newest}.`)
  return {
    seal(json, ttlSeconds) {
      return sealText(json, newest, newestSecret, ttlSeconds === 0 ? '' : String(now() + ttlSeconds * 1000))
    },
    unseal(text) {
      return unsealText(text, secrets, now())
    },
  }
}

// Fe26.2*id*encryption salt*iv*encrypted*expires*hmac salt*hmac~2
function sealText(json: string, id: string, secret: string, expires: string): string {
  const random = randomBytes(80)
  const encryptionSalt = random.toString('hex', 0, 32)
  const macSalt = random.toString('hex', 32, 64)
  const iv = random.subarray(64)
  const cipher = createCipheriv('aes-256-cbc', deriveKey(secret, encryptionSalt), iv)
  const encrypted = Buffer.concat([cipher.update(json, 'utf8'), cipher.final()]).toString('base64url')
  const signed = `${prefix}*${id}*${encryptionSalt}*${iv.toString('base64url')}*${encrypted}*${expires}`
  return `${signed}*${macSalt}*${computeMac(signed, secret, macSalt)}${versionMark}`
}

function unsealText(text: string, secrets: Secrets, now: number): Unsealed | undefined {
  if (text.length > maxSealLength || !text.startsWith(`${prefix}*`)) return undefined
  const seal = text.endsWith(versionMark) ? text.slice(0, -versionMark.length) : text
  // Nine, to notice more than eight parts without splitting the whole text.
  const parts = seal.split('*', 9)
  if (parts.length !== 8) return undefined
  const [, id, encryptionSalt, iv, encrypted, expires, macSalt, mac] = parts as SealParts

  const secret = secrets.byId.get(id)
  if (secret === undefined) return undefined
  if (expires !== '' && !/^[1-9]\d{0,20}$/.test(expires)) return undefined
  const expiresAt = Number(expires)
  if (expiresAt !== 0 && expiresAt <= now - clockSkew) return undefined

  const signed = seal.slice(0, -(macSalt.length + mac.length + 2))
  if (!isSameText(mac, computeMac(signed, secret, macSalt))) return undefined
  try {
    const key = deriveKey(secret, encryptionSalt)
    const decipher = createDecipheriv('aes-256-cbc', key, Buffer.from(iv, 'base64url'))
    const json = decipher.update(encrypted, 'base64url', 'utf8') + decipher.final('utf8')
    return { json, expiresAt, stale: id !== secrets.newest }
  } catch {
    // Only a sender who knows the secret gets here, with a signed seal that was not encrypted properly.
    return undefined
  }
}

type SealParts = [string, string, string, string, string, string, string, string]

// At this length PBKDF2 is two HMAC-SHA1; computing those directly is not faster (iron-seal.bench.ts).
function deriveKey(secret: string, salt: string): Buffer {
  return pbkdf2Sync(secret, salt, 1, 32, 'sha1')
}

function computeMac(signed: string, secret: string, salt: string): string {
  return createHmac('sha256', deriveKey(secret, salt)).update(signed).digest('base64url')
}

// Compare the text, not decoded bytes: base64 has several spellings of the same bytes, and we only ever sent one.
function isSameText(received: string, expected: string): boolean {
  const left = Buffer.from(received)
  const right = Buffer.from(expected)
  return left.length === right.length && timingSafeEqual(left, right)
}
