// What Markdown pages show in place of plain elements.
import type { VNode } from 'preact'
import { Code } from './code.tsx'

/** Every compiled page asks for these. */
export function useMDXComponents() {
  return { pre: CodeBlock }
}

/** The name of the file stands after the language: ```ts routes/index.ts */
function CodeBlock({ children }: { children: VNode<{ file?: string; children: string }> }) {
  return <Code file={children.props.file ?? 'Code'} code={children.props.children} />
}
