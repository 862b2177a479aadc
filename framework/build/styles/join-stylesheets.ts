// Joins stylesheets that always follow each other, so that a page loads few files.

/**
 * Groups stylesheets that can share a file.
 *
 * Two are joined if every list that contains one has the other right beside it. Then no page's order changes, and no page
 * gets rules that it does not use.
 *
 * @param lists The stylesheets of each route file, in order
 * @param isFirstOnly Tells whether a stylesheet works only at the beginning of a file
 * @returns The stylesheets of each joined file
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
