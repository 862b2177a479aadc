// What a session needs from cryptography: text in, sealed text out, and back.

/**
 * Seals text so that a visitor can carry it but neither read nor change it.
 *
 * The seal is iron-session's format, so that a cookie made by either opens in the other. Where the
 * cryptography comes from is the business of whoever makes the sealer.
 */
export interface Sealer {
  /** Seals `json` with the newest secret; it opens for `ttlSeconds` from now (0: for ever). */
  seal(json: string, ttlSeconds: number): string

  /** Opens a seal. Anything that is not a valid, unexpired seal is `undefined`, never an error. */
  unseal(text: string): Unsealed | undefined
}

/** What was inside a seal. */
export interface Unsealed {
  json: string
  /** When the seal ends (milliseconds since 1970, 0: never). */
  expiresAt: number
  /** Whether it was sealed with a secret that is no longer the newest. */
  stale: boolean
}
