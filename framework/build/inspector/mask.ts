// Masks secrets, so that they are not shown in the inspector: values of headers, of the query and of the environment.

/** Stands for a secret. */
const mask = '•••'

const secretWord = /auth|credential|csrf|jwt|passw|pwd|secret|session|signature|token|apikey/i

// Whole words only, so that `pinned` and `monkey` are shown: `api_key`, `user[pin]`, `accessKey`.
const secretPart = /(?:^|[^a-z])(?:code|key|nonce|otp|pin|sig|state)s?(?:$|[^a-z])/i
const secretTail = /[a-z](?:Code|Key|Nonce|Otp|Pin|Sig|State)s?(?:$|[^a-z])/

const plainHeaders = /^(?:access-control-allow-credentials|proxy-authenticate|www-authenticate)$/

/** Masks the values of headers whose names suggest a secret, of cookies, and of parameters in URLs. */
export function maskHeader(name: string, value: string): string {
  const known = name.toLowerCase()
  if (known === 'set-cookie') return value.replace(/=[^;]*/, `=${mask}`)
  if (known === 'cookie' || (isSecret(known) && !plainHeaders.test(known))) return mask
  return maskTarget(value.replace(/'nonce-[^']*'/g, `'nonce-${mask}'`))
}

function isSecret(name: string): boolean {
  return secretWord.test(name) || secretPart.test(name) || secretTail.test(name)
}

const maxDepth = 3

/**
 * Masks the user of URLs, and the values of parameters whose names suggest a secret, such as `?token=…`.
 *
 * A value may be a URL itself, such as `?next=/reset?token=…`.
 */
export function maskTarget(target: string, depth = 0): string {
  return target
    .replace(/:\/\/[^/?#@\s]*@/g, `://${mask}@`)
    .replace(/([?&#])([^=&#?]*)=([^&#]*)/g, (all, start: string, name: string, value: string) => {
      const decoded = decode(value)
      if (isSecret(decode(name)) || (depth === maxDepth && decoded.includes('='))) {
        return `${start}${name}=${mask}`
      }
      if (depth === maxDepth) return all
      const masked = maskTarget(decoded, depth + 1)
      return masked === decoded ? all : `${start}${name}=${masked}`
    })
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // A malformed escape is shown as it was received.
    return text
  }
}

/** What may be shown of the environment: settings that are not secret. */
const plainVariables: ReadonlySet<string> = new Set([
  ...[
    'ALLOWED_HOSTS',
    'BODY_SIZE_LIMIT',
    'HOST',
    'LISTEN_BACKLOG',
    'LOG_FORMAT',
    'LOG_LEVEL',
    'MAX_IN_FLIGHT',
    'NODE_ENV',
  ],
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
