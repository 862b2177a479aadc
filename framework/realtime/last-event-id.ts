// What a browser says it has heard last.

/**
 * Reads `Last-Event-ID` as the text that was sent as an event's id.
 *
 * @param header Its bytes, one a character, as HTTP libraries give them
 * @returns `undefined` without one, and for text that no id can be: with control characters, or longer than 1024
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
    // Nothing that a browser made of an id of ours.
    return undefined
  }
}
