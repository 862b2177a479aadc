// Hashes passwords with scrypt and a salt for each, and formats the hash as a PHC string.
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { assertText } from '../http/assert-text.ts'
import { HttpError } from '../http/http-error.ts'
import { isThenable } from '../http/thenable.ts'

/**
 * Hashes a password for a database.
 *
 * It deliberately takes 32 MiB and a noticeable amount of time. Only two hashes run at a time, so that many simultaneous
 * logins neither fill up the memory nor block other work.
 *
 * @returns Such as `$scrypt$ln=15,r=8,p=3$…$…`, at most 100 characters
 * @throws HttpError 503 if 200 others are waiting
 */
export async function hashPassword(password: string): Promise<string> {
  assertText('hashPassword(): the password', password, 'Check first that the field was sent.')
  const salt = randomBytes(16)
  const key = await deriveKey(password, { ...settings, salt, length: keyLength })
  const { ln, r, p } = settings
  return `$scrypt$ln=${ln},r=${r},p=${p}$${toText(salt)}$${toText(key)}`
}

/**
 * Compares a password with a hash.
 *
 * Without a valid hash it returns false, but only after the same amount of work: the time that it takes does not reveal
 * whether a user exists.
 *
 * @param hash The result of `hashPassword()` or another scrypt PHC string. Pass `undefined` for unknown users
 * @throws TypeError for a hash that is a promise; HttpError 503 if 200 others are waiting
 */
export async function verifyPassword(password: string, hash: string | null | undefined): Promise<boolean> {
  assertText('verifyPassword(): the password', password, 'Check first that the field was sent.')
  if (isThenable(hash)) {
    throw new TypeError('verifyPassword(): the hash is a promise. Write await in front of what gives it.')
  }
  const parsed = parseHash(hash)
  if (!parsed) {
    await deriveKey(password, { ...settings, salt: randomBytes(16), length: keyLength })
    return false
  }
  const key = await deriveKey(password, { ...parsed, length: parsed.key.length })
  return timingSafeEqual(key, parsed.key)
}

/**
 * Tells whether a hash was created with settings other than the current ones. If so, hash the password again when the
 * user logs in.
 *
 * @param hash The hash in the database
 */
export function needsRehash(hash: string): boolean {
  const parsed = parseHash(hash)
  return !parsed || parsed.ln !== settings.ln || parsed.r !== settings.r || parsed.p !== settings.p
}

// One of the equivalent settings in the OWASP password storage cheat sheet. The first one there takes 128 MiB per
// password, so a few simultaneous logins would exhaust the memory of a small server.
const settings = { ln: 15, r: 8, p: 3 }
const keyLength = 32

interface Settings {
  /** The logarithm of N to the base 2. */
  readonly ln: number
  readonly r: number
  readonly p: number
}

interface ParsedHash extends Settings {
  readonly salt: Buffer
  readonly key: Buffer
}

const phcString = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w+/-]{11,86})\$([\w+/-]{22,86})$/
const maxMemory = 256 * 1024 * 1024

function parseHash(hash: string | null | undefined): ParsedHash | undefined {
  const [, ln, r, p, salt, key] = phcString.exec(hash ?? '') ?? []
  if (salt === undefined || key === undefined) return undefined
  const parsed = { ln: Number(ln), r: Number(r), p: Number(p) }
  const isUsable = parsed.ln > 0 && parsed.p > 0 && parsed.r > 0 && memoryOf(parsed) <= maxMemory
  return isUsable
    ? { ...parsed, salt: Buffer.from(salt, 'base64'), key: Buffer.from(key, 'base64') }
    : undefined
}

function memoryOf({ ln, r }: Settings): number {
  return 128 * 2 ** ln * r
}

// The PHC string format uses base64 without padding.
function toText(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}

/** Node has four threads for such work. The other two stay free for files and DNS lookups. */
const maxConcurrent = 2
const maxWaiting = 200
let running = 0
const waiting: (() => void)[] = []

async function deriveKey(
  password: string,
  { salt, length, ...used }: Settings & { salt: Buffer; length: number },
): Promise<Buffer> {
  if (running < maxConcurrent) running++
  else {
    if (waiting.length >= maxWaiting) {
      const headers = { 'retry-after': '10' }
      throw new HttpError(503, 'Too many people are logging in. Try again in a moment.', { headers })
    }
    // A finished hash passes on its slot, so `running` does not change.
    await new Promise<void>((resolve) => waiting.push(resolve))
  }
  try {
    return await runScrypt(password, salt, length, used)
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running--
  }
}

function runScrypt(password: string, salt: Buffer, length: number, used: Settings): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { N: 2 ** used.ln, r: used.r, p: used.p, maxmem: 2 * memoryOf(used) }
    // Keyboards may encode the same password with different code points (NIST SP 800-63B, section 5.1.1.2).
    scrypt(password.normalize('NFKC'), salt, length, options, (error, key) => {
      if (error) reject(error)
      else resolve(key)
    })
  })
}
