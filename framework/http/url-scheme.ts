// Finds the scheme of an address the way browsers do.

/**
 * Finds the scheme of an address.
 *
 * @returns The scheme in lower case, without the colon; `undefined` for a relative address
 */
export function schemeOf(address: string): string | undefined {
  // Browsers remove leading spaces and control characters, and tabs and line breaks anywhere (URL Standard, section 4.4).
  const read = address.replace(/^[\p{Cc} ]+|[\t\n\r]/gu, '')
  return /^([a-z][a-z\d+.-]*):/i.exec(read)?.[1]?.toLowerCase()
}
