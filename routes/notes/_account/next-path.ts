// Where to go on after logging in.
import { href } from 'vial'

/**
 * Gives the path to continue at.
 *
 * @param next What the query says, which anybody may have written: only pages of the notes are taken from it
 */
export function toNextPath(next: string | undefined): string {
  const home = href('/notes')
  if (!next?.startsWith('/') || !URL.canParse(next, 'http://own.invalid')) return home
  // Judged as a browser reads it: "/notes/../../elsewhere" is not below /notes.
  const { origin, pathname, search } = new URL(next, 'http://own.invalid')
  const isBelow = pathname === home || pathname.startsWith(`${home}/`)
  return origin === 'http://own.invalid' && isBelow ? pathname + search : home
}
