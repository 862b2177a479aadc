// The files behind a page, shown on that page.
import type { ComponentChildren } from 'preact'
import { Code, type CodeProps } from './code.tsx'
import './source-files.css'

export interface SourceFilesProps {
  files: readonly CodeProps[]
  /** What to know about them. */
  children: ComponentChildren
}

export function SourceFiles({ files, children }: SourceFilesProps) {
  return (
    <section class="source" aria-labelledby="source-title">
      <div class="source-text">
        <h2 id="source-title">{files.length === 1 ? 'The file' : 'The files'} behind this page</h2>
        {children}
      </div>
      <Files files={files} />
    </section>
  )
}

/** The same, folded: for pages that people open to get something done. */
export function FoldedSourceFiles({ files, children }: SourceFilesProps) {
  return (
    <details class="source-fold">
      <summary>How this page is made</summary>
      {children}
      <Files files={files} />
    </details>
  )
}

function Files({ files }: Pick<SourceFilesProps, 'files'>) {
  return (
    <div class="source-files">
      {files.map((file) => (
        <Code key={file.file} {...file} />
      ))}
    </div>
  )
}
