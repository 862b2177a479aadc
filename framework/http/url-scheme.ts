// The scheme of an address, as browsers read it.

/**
 * Finds the scheme of an address.
 *
 * @returns In lower case, without the colon; `undefined` for a path and everything else that is relative
 */
export function schemeOf(address: string): string | undefined {
  // Browsers drop spaces and control characters at the start, tabs and line breaks anywhere (URL standard, section 4.4).
  const read = address.replace(/^[\p{Cc} ]+|[\t\n\r]/gu, '')
  return /^([a-z][a-z\d+.-]*):/i.exec(read)?.[1]?.toLowerCase()
}
