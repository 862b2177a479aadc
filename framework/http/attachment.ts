// Formats the Content-Disposition header of downloads.
import formatDisposition from 'content-disposition'
import { toDisplayName } from './file-name.ts'

/**
 * Formats the header that makes browsers save a response as a file (RFC 6266).
 *
 * A name beyond ASCII is sent twice, as appendix D recommends: with question marks in `filename`, and in full in
 * `filename*`. Programs do not agree on the encoding of other characters in `filename`, not even of Latin-1.
 *
 * @param name The name of the file; everything before the last slash and control characters are removed
 */
export function formatAttachment(name: string): string {
  const clean = toDisplayName(name)
  return formatDisposition(clean, { fallback: clean.replace(/[^\x20-\x7e]/gu, '?') })
}
