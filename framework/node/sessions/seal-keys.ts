// Derives the keys of seals, and reuses them: deriving them costs more than everything else about a seal.
import { pbkdf2Sync, randomBytes } from 'node:crypto'

/** What seals and signs during one hour. */
export interface SealingKeys {
  readonly encryptionSalt: string
  readonly encryptionKey: Buffer
  readonly macSalt: string
  readonly macKey: Buffer
}

/** The keys of one secret by their salts. */
export interface SealKeys {
  /**
   * Returns the keys to seal with.
   *
   * Reusing a key is safe, because every seal has its own initialisation vector. (iron-session draws new salts for
   * each seal. With a secret of 32 random characters they protect from nothing that a new vector does not.)
   */
  current(now: number): SealingKeys
  /** Returns the key of a salt. */
  derive(salt: string): Buffer
  /** Keeps the key of a salt. Call it only for genuine seals: visitors could otherwise push out the keys in use. */
  remember(salt: string, key: Buffer): void
}

const lifetime = 3_600_000
/** Enough for the seals of 500 hours. Another key is derived again. */
const maxRemembered = 1000

/** Creates the keys of a secret. */
export function createSealKeys(secret: string): SealKeys {
  const remembered = new Map<string, Buffer>()
  let sealing: SealingKeys | undefined
  let sealingUntil = 0

  return {
    current(now) {
      if (sealing && now < sealingUntil) return sealing
      const [encryptionSalt, macSalt] = [createSalt(), createSalt()]
      const [encryptionKey, macKey] = [deriveKey(secret, encryptionSalt), deriveKey(secret, macSalt)]
      remember(encryptionSalt, encryptionKey)
      remember(macSalt, macKey)
      sealingUntil = now + lifetime
      sealing = { encryptionSalt, encryptionKey, macSalt, macKey }
      return sealing
    },
    derive: (salt) => remembered.get(salt) ?? deriveKey(secret, salt),
    remember,
  }

  function remember(salt: string, key: Buffer): void {
    if (remembered.has(salt)) return
    if (remembered.size >= maxRemembered) remembered.delete(remembered.keys().next().value!)
    // Decoded and encoded again, because a slice would keep the whole `Cookie` header alive.
    remembered.set(Buffer.from(salt, 'latin1').toString('latin1'), key)
  }
}

function createSalt(): string {
  return randomBytes(32).toString('hex')
}

// At this length PBKDF2 is two HMAC-SHA1; computing those directly is not faster (iron-seal.bench.ts).
function deriveKey(secret: string, salt: string): Buffer {
  return pbkdf2Sync(secret, salt, 1, 32, 'sha1')
}
