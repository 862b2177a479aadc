// Tells whether an import of a package leads to an island or a personal part, by following the relative imports in it.
import { existsSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { PackageFile } from './find-packages.ts'
import { isPersonalPart } from './personal-parts.ts'
import { isIsland } from './read-island.ts'

/** Tells whether the framework loads a wrapper in place of a file. */
export function isWrapped(path: string): boolean {
  return isIsland(path) || isPersonalPart(path)
}

/**
 * Tells whether an import leads to an island or a personal part of the package.
 *
 * @param subpath What the import adds to the name of the package, such as `/counter`, or an empty string
 */
export async function reachesIsland({ folder, json }: PackageFile, subpath: string): Promise<boolean> {
  const waiting = listEntries(json, subpath).flatMap((path) => findModule(join(folder, path)) ?? [])
  const seen = new Set(waiting)
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (isWrapped(file)) return true
    for (const path of listRelativeImports(await readFile(file, 'utf8'))) {
      const next = findModule(join(dirname(file), path))
      if (next === undefined || seen.has(next)) continue
      seen.add(next)
      waiting.push(next)
    }
  }
  return false
}

/** Lists the files that an import can mean, under any condition (Node.js, "Package entry points"). */
function listEntries({ exports, module, main }: PackageFile['json'], subpath: string): string[] {
  if (exports === undefined || exports === null) {
    return subpath === '' ? [module, main, 'index.js'].filter((path) => typeof path === 'string') : [subpath]
  }
  const table = isTable(exports) ? exports : { '.': exports }
  return Object.entries(table).flatMap(([pattern, target]) => {
    const [before = '', after] = pattern.split('*')
    const wanted = `.${subpath}`
    if (after === undefined) return pattern === wanted ? listTargets(target) : []
    if (!wanted.startsWith(before) || !wanted.endsWith(after) || wanted.length < pattern.length) return []
    const part = wanted.slice(before.length, wanted.length - after.length)
    return listTargets(target).map((path) => path.replaceAll('*', part))
  })
}

function isTable(exports: unknown): exports is Record<string, unknown> {
  return (
    typeof exports === 'object' && exports !== null && Object.keys(exports).some((key) => key.startsWith('.'))
  )
}

function listTargets(target: unknown): string[] {
  if (typeof target === 'string') return [target]
  return typeof target === 'object' && target !== null ? Object.values(target).flatMap(listTargets) : []
}

function listRelativeImports(code: string): string[] {
  return [...code.matchAll(/\b(?:from|import)\s*\(?\s*(['"])(\.{1,2}\/[^'"\n]+)\1/g)].map(
    ([, , path]) => path!,
  )
}

const endings = [
  '',
  '.tsx',
  '.ts',
  '.jsx',
  '.js',
  '.mjs',
  '/index.tsx',
  '/index.ts',
  '/index.jsx',
  '/index.js',
]

function findModule(path: string): string | undefined {
  return endings.map((ending) => path + ending).find((file) => existsSync(file) && statSync(file).isFile())
}
