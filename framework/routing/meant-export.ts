// Tells a misspelt export from a helper that has a name of its own.
import { findNearMiss } from './near-miss.ts'

/**
 * Finds the export that an author misspelt.
 *
 * Helpers may be exported beside a page, so a name counts as misspelt only if it differs in letter case alone, in two
 * swapped letters, or in one letter of a long name or of a method. `path`, `posts`, `header`, `leader` and `loader2` are names of their own.
 */
export function findMeantExport(name: string, known: readonly string[]): string | undefined {
  if (ordinaryNames.has(name) || /\d$/.test(name)) return undefined
  return findNearMiss(
    name,
    known.filter((one) => isMisspelling(name, one)),
    1,
  )
}

const ordinaryNames = new Set(['leader', 'loaded', 'starch', 'confit', 'pots', 'spot', 'tops', 'pout'])

function isMisspelling(name: string, known: string): boolean {
  if (name.toLowerCase() === known.toLowerCase()) return true
  // Methods are in capitals.
  if (isUpper(name) !== isUpper(known) || name[0]!.toLowerCase() !== known[0]!.toLowerCase()) return false
  if (name === `${known}s`) return false
  if (isUpper(known) || known.length > 5) return true
  return (known.length === 5 && name.length > 5) || sortLetters(name) === sortLetters(known)
}

function isUpper(text: string): boolean {
  return text === text.toUpperCase()
}

function sortLetters(text: string): string {
  return [...text].sort().join('')
}
