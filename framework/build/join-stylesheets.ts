// Makes one stylesheet of those that always follow each other, so that a page loads few files.

/**
 * Finds stylesheets that can be one file.
 *
 * Two are joined when every list that has one of them has the other right beside it: then no page's order changes, and no
 * page gets rules that it did not ask for.
 *
 * @param lists The stylesheets of each route file, in order
 * @param isFirstOnly Tells whether a stylesheet only works at the beginning of a file
 * @returns The stylesheets of each file to be made
 */
export function groupStylesheets(
  lists: Iterable<readonly string[]>,
  isFirstOnly: (stylesheet: string) => boolean,
): string[][] {
  const after = new Map<string, Set<string | undefined>>()
  const before = new Map<string, Set<string | undefined>>()
  for (const list of lists) {
    for (const [index, stylesheet] of list.entries()) {
      note(after, stylesheet, list[index + 1])
      note(before, stylesheet, list[index - 1])
    }
  }
  const followers = new Map<string, string>()
  for (const [stylesheet, next] of after) {
    const [only] = next
    if (next.size > 1 || only === undefined || before.get(only)!.size > 1 || isFirstOnly(only)) continue
    followers.set(stylesheet, only)
  }
  const joined = new Set(followers.values())
  return [...after.keys()].filter((stylesheet) => !joined.has(stylesheet)).map((first) => follow(first))

  function follow(first: string): string[] {
    const group = [first]
    for (let next = followers.get(first); next !== undefined; next = followers.get(next)) group.push(next)
    return group
  }
}

function note(
  neighbours: Map<string, Set<string | undefined>>,
  stylesheet: string,
  other: string | undefined,
): void {
  const known = neighbours.get(stylesheet)
  if (known) known.add(other)
  else neighbours.set(stylesheet, new Set([other]))
}
