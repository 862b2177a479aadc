// The only import of the iron-session package: seals a session with the original code.
import { sealData } from 'iron-session'
import type { Secrets } from './secret.ts'

/**
 * Seals data with iron-session itself, as the value of a session cookie.
 *
 * For tests: every request with such a cookie also proves that the two formats are compatible.
 *
 * @param data The session's properties (plain JSON values)
 * @param secrets The secrets; the newest one seals
 * @param ttlSeconds How long the seal is valid (0: forever)
 */
export async function sealSession(
  data: Record<string, unknown>,
  secrets: Secrets,
  ttlSeconds: number,
): Promise<string> {
  return sealData(data, { password: Object.fromEntries(secrets.byId), ttl: ttlSeconds })
}
