// The one door to the iron-session package: seals a session with the original.
import { sealData } from 'iron-session'
import type { Secrets } from './secret.ts'

/**
 * Seals data with iron-session itself, as the value of a session cookie.
 *
 * For tests: every request that carries such a cookie also proves that the two still understand each other.
 *
 * @param data The session's properties (plain JSON values)
 * @param secrets What to seal with; the newest is used
 * @param ttlSeconds How long it opens (0: for ever)
 */
export async function sealSession(
  data: Record<string, unknown>,
  secrets: Secrets,
  ttlSeconds: number,
): Promise<string> {
  return sealData(data, { password: Object.fromEntries(secrets.byId), ttl: ttlSeconds })
}
