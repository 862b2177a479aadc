// Reads the Last-Event-ID header.

/**
 * Reads `Last-Event-ID` as the text that was sent as an event's id.
 *
 * @param header The header, with one character per byte, as HTTP libraries return it
 * @returns `undefined` if it is missing, has control characters or is longer than 1024 bytes
 */
export function readLastEventId(header: string | null): string | undefined {
  if (!header || header.length > 1024) return undefined
  const text = decode(header)
  return text === undefined || /\p{Cc}/u.test(text) ? undefined : text
}

/** Browsers send UTF-8 (HTML standard, section 9.2.4). */
function decode(header: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: most ids need no decoding
  if (/^[\x00-\x7f]*$/.test(header)) return header
  try {
    const bytes = Uint8Array.from(header, (char) => char.charCodeAt(0))
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    // Not UTF-8, so it is not an id that this framework has sent.
    return undefined
  }
}
