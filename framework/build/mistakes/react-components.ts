// Finds components of libraries for React, which render nothing with Preact.
import { isPackageImport, toPackageName } from '../packages/find-packages.ts'
import { findImported } from './bindings.ts'
import { isElement } from './jsx-elements.ts'
import type { Mistake, ParsedFile } from './source-file.ts'
import type { Node } from '../parse-tree.ts'

/** Finds elements of components that are imported from a package which needs React. */
export function findReactComponents({ tree, isReact, react, needsReact }: ParsedFile): Mistake[] {
  if (isReact || react === 'replaced') return []
  return tree.nodesOf('JSXOpeningElement').flatMap((node): Mistake[] => {
    const source = isElement(node) ? undefined : findImported(outermost(node.name as Node))?.source
    if (source === undefined || !isPackageImport(source) || /preact/.test(source)) return []
    const name = toPackageName(source)
    if (!needsReact(name)) return []
    const message = `${name} is written for React, and its components render nothing with Preact. Set vial({ compat: true }) in vite.config.`
    return [{ level: 'error', node, message }]
  })
}

/** Finds `Dialog` in `<Dialog.Root>`. */
function outermost(name: Node): Node {
  return name.type === 'JSXMemberExpression' ? outermost(name.object as Node) : name
}
