// Tells which texts are ASCII: they have as many bytes as characters.

/** Tells whether a text is ASCII, so that its size in UTF-8 is its length. */
export function isAscii(text: string): boolean {
  return !beyondAscii.test(text)
}

const beyondAscii = /[\u0080-\uffff]/
