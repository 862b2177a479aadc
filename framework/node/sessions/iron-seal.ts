// Seals and opens sessions in iron-session's format with Node's synchronous cryptography.
import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Sealer } from '../../session/sealer.ts'
import type { Secrets } from '../../session/secret.ts'
import { createOpenedSeals, type OpenedSeal } from './opened-seals.ts'
import { createSealKeys, type SealingKeys, type SealKeys } from './seal-keys.ts'

const prefix = 'Fe26.2'
// iron-session 8 and 9 append this after the seal, outside the authenticated part.
const versionMark = '~2'
// Browsers do not store longer cookies, so we did not write a longer text. Do not spend a hash on it.
const maxSealLength = 4096

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
  const keysById = new Map([...byId].map(([id, secret]) => [id, createSealKeys(secret)]))
  const newestKeys = keysById.get(newest)
  if (newestKeys === undefined) throw new Error(`createSealer: there is no secret with the id ${newest}.`)
  const opened = createOpenedSeals()
  return {
    seal(json, ttlSeconds) {
      const time = now()
      const expires = ttlSeconds === 0 ? '' : String(time + ttlSeconds * 1000)
      return sealText(json, newest, newestKeys.current(time), expires)
    },
    unseal(text) {
      const time = now()
      const known = opened.find(text)
      const seal = known ? (isExpired(known.expiresAt, time) ? undefined : known) : open(text, time)
      return seal && { json: seal.json, expiresAt: seal.expiresAt, stale: seal.id !== newest }
    },
  }

  function open(text: string, time: number): OpenedSeal | undefined {
    const seal = unsealText(text, keysById, time)
    if (seal) opened.remember(text, seal)
    return seal
  }
}

// Fe26.2*id*encryption salt*iv*encrypted*expires*hmac salt*hmac~2
function sealText(json: string, id: string, keys: SealingKeys, expires: string): string {
  const { encryptionSalt, encryptionKey, macSalt, macKey } = keys
  const iv = randomBytes(16)
  const cipher = createCipheriv('aes-256-cbc', encryptionKey, iv)
  const encrypted = Buffer.concat([cipher.update(json, 'utf8'), cipher.final()]).toString('base64url')
  const signed = `${prefix}*${id}*${encryptionSalt}*${iv.toString('base64url')}*${encrypted}*${expires}`
  return `${signed}*${macSalt}*${computeMac(signed, macKey)}${versionMark}`
}

function unsealText(
  text: string,
  keysById: ReadonlyMap<string, SealKeys>,
  now: number,
): OpenedSeal | undefined {
  if (text.length > maxSealLength || !text.startsWith(`${prefix}*`)) return undefined
  const seal = text.endsWith(versionMark) ? text.slice(0, -versionMark.length) : text
  // Nine, to notice more than eight parts without splitting the whole text.
  const parts = seal.split('*', 9)
  if (parts.length !== 8) return undefined
  const [, id, encryptionSalt, iv, encrypted, expires, macSalt, mac] = parts as SealParts

  const keys = keysById.get(id)
  if (keys === undefined) return undefined
  if (expires !== '' && !/^[1-9]\d{0,20}$/.test(expires)) return undefined
  const expiresAt = Number(expires)
  if (isExpired(expiresAt, now)) return undefined

  const signed = seal.slice(0, -(macSalt.length + mac.length + 2))
  const macKey = keys.derive(macSalt)
  if (!isSameText(mac, computeMac(signed, macKey))) return undefined
  const encryptionKey = keys.derive(encryptionSalt)
  keys.remember(macSalt, macKey)
  keys.remember(encryptionSalt, encryptionKey)
  try {
    const decipher = createDecipheriv('aes-256-cbc', encryptionKey, Buffer.from(iv, 'base64url'))
    return { id, json: decipher.update(encrypted, 'base64url', 'utf8') + decipher.final('utf8'), expiresAt }
  } catch {
    // Only a sender who knows the secret gets here, with a signed seal that was not encrypted properly.
    return undefined
  }
}

// Without the minute that iron-session adds for clocks that differ: browsers drop the cookie earlier, so only a copy of it
// would last longer.
function isExpired(expiresAt: number, now: number): boolean {
  return expiresAt !== 0 && expiresAt <= now
}

type SealParts = [string, string, string, string, string, string, string, string]

function computeMac(signed: string, key: Buffer): string {
  return createHmac('sha256', key).update(signed).digest('base64url')
}

// Compare the text, not decoded bytes: base64 has several spellings of the same bytes, and we only ever sent one.
function isSameText(received: string, expected: string): boolean {
  const left = Buffer.from(received)
  const right = Buffer.from(expected)
  return left.length === right.length && timingSafeEqual(left, right)
}
