// Seals sessions for tests, with iron-session itself.
import { sealSession } from '../session/iron-session.ts'
import { parseSecrets } from '../session/secret.ts'
import { type SessionOptions, createSessionConfig } from '../session/session-config.ts'
import { createSealer } from './iron-seal.ts'

/** What the site says about its sessions. */
export interface TestSessionOptions {
  /** As in `SESSION_SECRET`. */
  readonly secret: string
  /** The settings in `_server.ts`. */
  readonly settings?: SessionOptions | undefined
  /** Whether the site expects https. */
  readonly secure: boolean
  readonly base: string
}

/**
 * Makes the cookie of a session.
 *
 * @param values The session's properties (plain JSON values)
 * @throws Error when the secret is missing or too short
 */
export async function createTestSession(
  values: object,
  { secret, settings = {}, secure, base }: TestSessionOptions,
): Promise<{ name: string; value: string }> {
  const secrets = parseSecrets(secret)
  const { cookie, ttlSeconds } = createSessionConfig(settings, {
    sealer: createSealer(secrets),
    secure,
    base,
  })
  return { name: cookie.name, value: await sealSession({ ...values }, secrets, ttlSeconds) }
}
