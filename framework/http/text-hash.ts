// Hashes short texts synchronously, for entity tags of pages that are different for every visitor.

/**
 * Hashes texts to 62 bits.
 *
 * It is fast rather than secure: `crypto.subtle` would make every such page wait, and a collision only harms the visitor
 * who causes it.
 *
 * @returns Letters, digits and a hyphen
 */
export function hashTexts(texts: Iterable<string>): string {
  let a = 0x243f6a88
  let b = 0x85a308d3
  for (const text of texts) {
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index)
      a = Math.imul(a ^ unit, 0x01000193)
      b = Math.imul((b ^ unit) + (b >>> 13), 0x5bd1e995)
    }
    // Tells ['ab', 'c'] from ['a', 'bc'].
    a = Math.imul(a ^ (text.length + 0x10000), 0x01000193)
    b = Math.imul(b ^ (text.length + 0x10000), 0x5bd1e995)
  }
  return `${mix(a ^ (b >>> 7))}-${mix(b ^ (a >>> 11))}`
}

/** Makes every bit of the result depend on every bit of the number. */
function mix(number: number): string {
  let value = number ^ (number >>> 16)
  value = Math.imul(value, 0x45d9f3b)
  value ^= value >>> 15
  value = Math.imul(value, 0x45d9f3b)
  // 31 bits: engines format larger numbers slowly.
  return ((value ^ (value >>> 16)) >>> 1).toString(36)
}
