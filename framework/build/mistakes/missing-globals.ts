// Finds names that other modules, runtimes and frameworks know without an import, and that do not exist here.
import { findBinding } from './bindings.ts'
import type { Mistake, ParsedFile } from './source-file.ts'
import { type Node, nameOf } from '../parse-tree.ts'

/** Finds `require()`, `module.exports`, `__dirname`, `React.Fragment`, `Deno` and `Astro`, each once in a file. */
export function findMissingGlobals(file: ParsedFile): Mistake[] {
  const { tree } = file
  // A file that asks which of them exist knows where it runs.
  if (isCommonJs(file) || tree.nodesOf('UnaryExpression').some(isTypeTest)) return []
  const found = new Map<string, Mistake>()
  for (const node of [...tree.nodesOf('Identifier'), ...tree.nodesOf('JSXIdentifier')]) {
    const name = nameOf(node)
    if (found.has(name) || !Object.hasOwn(remedies, name) || (name === 'React' && file.isReact)) continue
    if (!isMeant(node, name) || findBinding(node)) continue
    found.set(name, {
      level: 'warning',
      node,
      message: `${shown[name] ?? name} does not exist here. ${remedies[name]}`,
    })
  }
  return [...found.values()]
}

/** Names as authors know them. */
const shown: Readonly<Record<string, string>> = { require: 'require()', module: 'module.exports' }

const remedies: Readonly<Record<string, string>> = {
  require: "Write import … from '…' at the top of the file.",
  module: 'Write export function GET(ctx), or export default for a component.',
  exports: 'Write export function GET(ctx), or export default for a component.',
  __dirname:
    'Write import.meta.dirname, or a path relative to process.cwd(), which stays the same in a build.',
  __filename: 'Write import.meta.filename.',
  React:
    "Write <>…</> for a fragment, and import hooks from 'preact/hooks' and everything else from 'preact'.",
  Deno: 'This code runs in Node: use process.env, and modules such as node:fs/promises.',
  Astro: 'Read props such as url and params from the parameter of the component, or call useRequest().',
}

/** Tells whether a file without imports and exports is one that other code requires. */
function isCommonJs({ kind, tree }: ParsedFile): boolean {
  return kind === 'module' && !(tree.program.body as Node[]).some(({ type }) => /^(Im|Ex)port/.test(type))
}

function isTypeTest({ operator, argument }: Node): boolean {
  return operator === 'typeof' && Object.hasOwn(remedies, nameOf(argument))
}

/** Recognizes the use that these names have elsewhere: a call, a property, or a value alone. */
function isMeant(node: Node, name: string): boolean {
  const { parent } = node
  if (parent?.type === 'MemberExpression' || parent?.type === 'JSXMemberExpression') {
    if (parent.object !== node || name === 'require') return false
    return name !== 'module' || nameOf(parent.property) === 'exports'
  }
  if (name === 'require') return parent?.type === 'CallExpression' && parent.callee === node
  return name.startsWith('__') && parent?.type !== 'Property' && parent?.type !== 'ImportSpecifier'
}
