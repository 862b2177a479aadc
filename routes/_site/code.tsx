// A code block. It was highlighted when the site was built.
import './code.css'

export interface CodeProps {
  code: string
  /** The code as HTML with classes (default: not highlighted). */
  html?: string | undefined
  /** The file name, or a caption for the code (default: none). */
  file?: string | undefined
  /** Whether long lines are wrapped instead of scrolled (default: false). */
  wraps?: boolean | undefined
  /** Whether there is a button to copy the code, which needs the island of copy-code.island.tsx (default: false). */
  copy?: boolean | undefined
}

export function Code({ code, html, file, wraps = false, copy = false }: CodeProps) {
  return (
    <figure class={wraps ? 'code code-wrap' : 'code'}>
      {file && <figcaption>{file}</figcaption>}
      {copy && (
        <button type="button" class="code-copy">
          Copy
        </button>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keyboard users scroll it with the arrow keys */}
      <pre tabIndex={0}>
        {html === undefined ? <code>{code}</code> : <code dangerouslySetInnerHTML={{ __html: html }} />}
      </pre>
    </figure>
  )
}
