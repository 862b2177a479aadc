// Parses lifetimes: seconds, or text such as '14d'.

/**
 * Parses a lifetime.
 *
 * @param setting How error messages start, such as `session.ttl`
 * @param lifetime Seconds, or `'14d'`, `'12h'`, `'30m'`, `'10s'`, `'2w'`
 * @returns Seconds
 * @throws Error when it is not a lifetime, or not above 0
 */
export function parseLifetime(setting: string, lifetime: number | string): number {
  const match = /^(\d+)([smhdw])$/.exec(String(lifetime))
  const written = match ? Number(match[1]) * unitSeconds.get(match[2]!)! : Number.NaN
  const seconds = typeof lifetime === 'number' ? lifetime : written
  if (!Number.isSafeInteger(seconds * 1000) || !Number.isInteger(seconds)) {
    const advice = "Use whole seconds or a string such as '14d', '12h' or '30m'."
    throw new Error(`${setting}: ${JSON.stringify(lifetime)} is not a lifetime. ${advice}`)
  }
  if (seconds <= 0) {
    const advice = "Use a positive number of seconds, or a string such as '14d'."
    throw new Error(`${setting}: ${JSON.stringify(lifetime)} is not above 0. ${advice}`)
  }
  return seconds
}

const unitSeconds = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
  ['w', 604_800],
])
