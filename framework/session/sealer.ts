// The cryptography that sessions depend on: seals text and opens it again.

/**
 * Seals text so that visitors can store it but can neither read nor change it.
 *
 * Seals use iron-session's format, so each library opens the other's cookies. The implementation provides the
 * cryptography, which differs by platform.
 */
export interface Sealer {
  /** Seals `json` with the newest secret. The seal is valid for `ttlSeconds` (0: forever). */
  seal(json: string, ttlSeconds: number): string

  /** Opens a seal. Returns `undefined` for anything but a valid, unexpired seal, and never throws. */
  unseal(text: string): Unsealed | undefined
}

/** The content of a seal. */
export interface Unsealed {
  json: string
  /** When the seal expires (milliseconds since 1970, 0: never). */
  expiresAt: number
  /** Whether it was sealed with a secret other than the newest. */
  stale: boolean
}
