// Finds names that are imported from a stylesheet that is not a CSS module.
import type { Mistake, ParsedFile } from './source-file.ts'
import { type Node, nameOf } from '../parse-tree.ts'

/** Finds `import styles from './page.css'`, whose value is undefined. */
export function findStylesheetImports({ tree }: ParsedFile): Mistake[] {
  return tree.nodesOf('ImportDeclaration').flatMap((node): Mistake[] => {
    const source = nameOf(node.source)
    const [first] = node.specifiers as Node[]
    if (!first || !stylesheet.test(source) || /\.module\.\w+$/.test(source)) return []
    const file = source.slice(source.lastIndexOf('/') + 1)
    const name = nameOf(first.local)
    const message = `${file} is not a CSS module, so ${name} is undefined. Rename it to ${file.replace(/(\.\w+)$/, '.module$1')} for class names, or write import '${source}' to load it.`
    return [{ level: 'warning', node, message }]
  })
}

// With a query, such as ?inline or ?url, the import has a value.
const stylesheet = /\.(?:css|less|pcss|postcss|sass|scss|styl|stylus)$/
