// How long something lasts: seconds, or a text such as '14d'.

/**
 * Reads a lifetime.
 *
 * @param setting What the message of an error begins with, such as `session.ttl`
 * @param lifetime Seconds, or `'14d'`, `'12h'`, `'30m'`, `'10s'`, `'2w'`
 * @returns Seconds
 * @throws Error when it is no lifetime, or none at all
 */
export function parseLifetime(setting: string, lifetime: number | string): number {
  const [, count, unit] = /^(\d+)([smhdw])$/.exec(String(lifetime)) ?? []
  const seconds =
    typeof lifetime === 'number' ? lifetime : Number(count) * (unitSeconds.get(unit ?? '') ?? NaN)
  if (!Number.isSafeInteger(seconds * 1000) || !Number.isInteger(seconds)) {
    const advice = "Use whole seconds or a string such as '14d', '12h' or '30m'."
    throw new Error(`${setting}: ${JSON.stringify(lifetime)} is not a lifetime. ${advice}`)
  }
  if (seconds <= 0) {
    const advice = "Use a number above 0, or a string such as '14d'."
    throw new Error(`${setting}: this must end some time, not after ${JSON.stringify(lifetime)}. ${advice}`)
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
