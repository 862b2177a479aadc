// The components that Markdown pages use instead of plain elements.
import type { VNode } from 'preact'
import { Code } from './code.tsx'

/** Called by every compiled MDX page. */
export function useMDXComponents() {
  return { pre: CodeBlock }
}

/** The file name follows the language: ```ts routes/index.ts */
function CodeBlock({ children }: { children: VNode<{ file?: string; children: string }> }) {
  return <Code file={children.props.file ?? 'Code'} code={children.props.children} />
}
