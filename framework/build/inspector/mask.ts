// Masks secrets, so that they are not shown in the inspector: values of headers, of the query and of the environment.

/** Stands for a secret. */
const mask = '•••'

const secretHeaders: ReadonlySet<string> = new Set([
  ...['authorization', 'cookie', 'proxy-authorization', 'x-api-key', 'x-auth-token', 'x-csrf-token'],
])

const secretName =
  /auth|csrf|passw|secret|session|signature|token|apikey|(^|[_.-])(code|key|nonce|otp|pin|sig|state)s?($|[_.-])/i

/** Masks the values of headers that identify a visitor, and the values of cookies that a response sets. */
export function maskHeader(name: string, value: string): string {
  const known = name.toLowerCase()
  if (known === 'set-cookie') return value.replace(/=[^;]*/, `=${mask}`)
  if (secretHeaders.has(known)) return mask
  if (known === 'referer' || known === 'location') return maskTarget(value)
  return known === 'content-security-policy' ? value.replace(/'nonce-[^']*'/g, `'nonce-${mask}'`) : value
}

/** Masks the values of parameters whose names suggest a secret, such as `?token=…`. */
export function maskTarget(target: string): string {
  return target.replace(/([?&])([^=&#]*)=([^&#]*)/g, (all, start: string, name: string) =>
    secretName.test(name) ? `${start}${name}=${mask}` : all,
  )
}

/** What may be shown of the environment: settings that are not secret. */
const plainVariables: ReadonlySet<string> = new Set([
  ...['ALLOWED_HOSTS', 'BODY_SIZE_LIMIT', 'HOST', 'LOG_FORMAT', 'LOG_LEVEL', 'MAX_IN_FLIGHT', 'NODE_ENV'],
  ...['OPERATIONS_HOST', 'OPERATIONS_PORT', 'ORIGIN', 'PORT', 'SHUTDOWN_DELAY', 'SHUTDOWN_TIMEOUT'],
  ...['TRUST_PROXY', 'WEB_CONCURRENCY'],
])

/** The variables that the framework reads. */
export const knownVariables: readonly string[] = [
  ...plainVariables,
  ...['DATABASE_URL', 'REDIS_URL', 'SESSION_SECRET'],
].toSorted()

/** Masks the value of an environment variable, unless it is a setting that cannot be secret. */
export function maskVariable(name: string, value: string): string {
  return plainVariables.has(name) ? value : mask
}
