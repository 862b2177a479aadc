// The source files of a page, shown on that page.
import type { ComponentChildren } from 'preact'
import { Code, type CodeProps } from './code.tsx'
import './source-files.css'

/** A module of source-plugin.ts. */
export type SourceFile = CodeProps & { file: string }

export interface SourceFilesProps {
  files: readonly SourceFile[]
  /** The explanation beside the files. */
  children: ComponentChildren
}

export function SourceFiles({ files, children }: SourceFilesProps) {
  return (
    // The page may be in another language.
    <section class="source" aria-labelledby="source-title" lang="en" dir="ltr">
      <div class="source-text">
        <h2 id="source-title">{files.length === 1 ? 'The source file' : 'The source files'} of this page</h2>
        {children}
      </div>
      <Files files={files} />
    </section>
  )
}

/** The same, collapsed: for pages where the source is not the point. */
export function FoldedSourceFiles({ files, children }: SourceFilesProps) {
  return (
    <details class="source-fold">
      <summary>How this page works</summary>
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
