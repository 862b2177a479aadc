// Seals sessions for tests, using iron-session itself.
import { sealSession } from '../../session/iron-session.ts'
import { parseSecrets } from '../../session/secret.ts'
import { type SessionOptions, createSessionConfig, hasStore } from '../../session/session-config.ts'
import { createStoredSession } from '../../session/stored-session.ts'
import { createSealer } from './iron-seal.ts'

/** The site's session settings. */
export interface TestSessionOptions {
  /** In the format of `SESSION_SECRET`. */
  readonly secret: string
  /** The settings in `_server.ts`. */
  readonly settings?: SessionOptions | undefined
  /** Whether the site expects https. */
  readonly secure: boolean
  readonly base: string
}

/**
 * Creates the cookie of a session. If the site has a store, which must have been started, creates the session in it too.
 *
 * @param values The session's properties (plain JSON values)
 * @throws Error when the secret is missing or too short
 */
export async function createTestSession(
  values: object,
  { secret, settings = {}, secure, base }: TestSessionOptions,
): Promise<{ name: string; value: string }> {
  const secrets = parseSecrets(secret)
  const config = createSessionConfig(settings, {
    sealer: createSealer(secrets),
    secure,
    base,
  })
  const sealed = hasStore(config) ? await createStoredSession(config, values) : { ...values }
  return { name: config.cookie.name, value: await sealSession(sealed, secrets, config.ttlSeconds) }
}

/** Starts a store that no site in this process has started. */
export async function startTestStore(store: SessionOptions['store']): Promise<void> {
  await store?.start?.({
    environment: process.env,
    log: { debug() {}, info() {}, warn: (_, message) => process.emitWarning(message), error() {} },
    isDevelopment: true,
    hotData: new Map(),
  })
}
