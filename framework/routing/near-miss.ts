// Finds the known word that was probably meant.

/**
 * Finds the known word nearest to a word that is not among them.
 *
 * Letter case does not count, and two swapped letters are one mistake. Two mistakes are allowed, but only one in words
 * of up to four characters, because two would match too many other words.
 *
 * @param most How many mistakes are allowed (default: as above)
 * @returns The nearest word, the first of several equally near ones, or `undefined`
 */
export function findNearMiss(word: string, knownWords: readonly string[], most?: number): string | undefined {
  let nearest: string | undefined
  let fewest = Number.POSITIVE_INFINITY
  for (const known of knownWords) {
    const mistakes = countMistakes(word.toLowerCase(), known.toLowerCase())
    if (mistakes <= (most ?? (known.length <= 4 ? 1 : 2)) && mistakes < fewest) {
      nearest = known
      fewest = mistakes
    }
  }
  return nearest
}

/**
 * Asks whether the known word nearest to an unknown one was meant.
 *
 * @param otherwise The advice if no known word is near (default: none)
 */
export function suggestWord(word: string, knownWords: readonly string[], otherwise = ''): string {
  const near = findNearMiss(word, knownWords)
  return near === undefined ? otherwise : `Did you mean ${near}?`
}

/**
 * Counts the mistakes between two words: letters that are missing, added, wrong or swapped.
 *
 * The optimal string alignment distance, three rows of the usual table at a time.
 */
export function countMistakes(left: string, right: string): number {
  let beforePrevious: number[] = []
  let previous = Array.from({ length: right.length + 1 }, (_, column) => column)
  for (let row = 1; row <= left.length; row++) {
    const current = [row]
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1]
      let fewest = Math.min(
        previous[column]! + 1,
        current[column - 1]! + 1,
        previous[column - 1]! + (same ? 0 : 1),
      )
      const swapped =
        row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]
      if (swapped) fewest = Math.min(fewest, beforePrevious[column - 2]! + 1)
      current.push(fewest)
    }
    beforePrevious = previous
    previous = current
  }
  return previous[right.length]!
}
