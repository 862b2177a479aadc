// Keeps the syntax trees of files, so that a command that checks a whole site parses each file once.
import type { BuildSite } from '../site.ts'
import { type Language, type SyntaxTree, parseTree } from '../parse-tree.ts'

interface ParsedFile {
  readonly code: string
  readonly tree: SyntaxTree | undefined
}

const kept = new WeakMap<BuildSite, Map<string, ParsedFile>>()

/**
 * Keeps every tree of a site while a function runs. Trees need much more memory than their source, so the dev server and
 * the build keep none.
 */
export async function whileKeepingTrees<Result>(
  site: BuildSite,
  run: () => Promise<Result>,
): Promise<Result> {
  kept.set(site, new Map())
  try {
    return await run()
  } finally {
    kept.delete(site)
  }
}

/**
 * Parses a file, unless its tree has been kept.
 *
 * @param path An absolute path
 * @returns `undefined` for code that does not parse
 */
export function parseFile(
  path: string,
  code: string,
  lang: Language,
  site: BuildSite,
): SyntaxTree | undefined {
  const files = kept.get(site)
  const known = files?.get(path)
  if (known?.code === code) return known.tree
  const tree = parseTree(code, lang)
  files?.set(path, { code, tree })
  return tree
}
