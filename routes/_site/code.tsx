// A code block with syntax highlighting for TypeScript and the shell.
import type { ComponentChild } from 'preact'
import './code.css'

export interface CodeProps {
  code: string
  /** The file name, or a caption for the code. */
  file: string
}

export function Code({ code, file }: CodeProps) {
  return (
    <figure class="code">
      <figcaption>{file}</figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keyboard users scroll it with the arrow keys */}
      <pre tabIndex={0}>
        <code>{highlight(code.trim())}</code>
      </pre>
    </figure>
  )
}

/** The first alternative that matches wins. Text between matches is not highlighted. */
const scanner = new RegExp(
  [
    /(?<comment>\/\/[^\n]*|(?<=^|\n)#[^\n]*)/,
    /(?<string>'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`)/,
    /(?<tag><\/?[A-Za-z][\w.]*(?=[\s/>])|(?<=[\w"'}\s])\/>)/,
    /(?<word>\b(?:async|await|const|default|export|from|function|if|import|new|return|throw|type)\b)/,
    /(?<method>\b(?:GET|POST|PUT|PATCH|DELETE)\b)/,
    /(?<number>\b\d+\b)/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
)

function highlight(code: string): ComponentChild[] {
  const parts: ComponentChild[] = []
  let end = 0
  for (const match of code.matchAll(scanner)) {
    const [kind] = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined) ?? []
    parts.push(code.slice(end, match.index), <span class={`code-${kind}`}>{match[0]}</span>)
    end = match.index + match[0].length
  }
  return [...parts, code.slice(end)]
}
