// Finds the place at which a loader puts a value into its data.
import { readFileSync } from 'node:fs'
import type { Position } from '../../node/log/stack-frame.ts'
import { readExportedNodes } from './file-exports.ts'
import { nameOf, parseTree, toLanguage } from '../parse-tree.ts'

/**
 * Finds the property of a loader that a path such as `data.notes` names, or else the loader.
 *
 * @param file An absolute path
 * @returns Its line and column; `undefined` for a loader that is in another file
 */
export function findDataPosition(file: string, path: string): Position | undefined {
  const lang = toLanguage(file)
  const tree = lang && parseTree(readFileSync(file, 'utf8'), lang)
  const loader = tree && readExportedNodes(tree.program).get('loader')
  if (!loader) return undefined
  const key = path.replace(/\[.*$/, '').split('.').at(-1)
  // The last one: what comes before is not returned.
  const property = tree
    .nodesOf('Property')
    .findLast((node) => nameOf(node.key) === key && node.start >= loader.start && node.end <= loader.end)
  return tree.positionOf(property ?? loader)
}
