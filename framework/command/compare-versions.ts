// Compares package versions, as far as vial doctor needs it.

/** Compares two versions by their numbers: negative when the first is older. Prerelease suffixes are ignored. */
export function compareVersions(left: string, right: string): number {
  const [first, second] = [toNumbers(left), toNumbers(right)]
  for (let index = 0; index < 3; index++) {
    const difference = (first[index] ?? 0) - (second[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** Tells whether a version is in a range such as `^8.3.8`, `~6.8.2` or `^5.9.2 || ^6.0.0`. */
export function isInRange(version: string, range: string): boolean {
  return range.split('||').some((part) => {
    const [, sign, least] = /^\s*([~^]|>=)?\s*(\d+(?:\.\d+){0,2})/.exec(part) ?? []
    // A range in another form is not understood: do not report a mismatch.
    if (least === undefined) return true
    if (compareVersions(version, least) < 0) return false
    if (sign === '>=') return true
    const [have, want] = [toNumbers(version), toNumbers(least)]
    // A caret fixes everything up to the first number that is not zero.
    const kept = sign === '^' ? Math.max(want.findIndex((number) => number > 0) + 1, 1) : sign === '~' ? 2 : 3
    return want.slice(0, kept).every((number, index) => have[index] === number)
  })
}

function toNumbers(version: string): number[] {
  return version.split('-', 1)[0]!.split('.').map(Number)
}
