// The source files of a page, shown on that page.
import type { ComponentChildren } from 'preact'
import { Code, type CodeProps } from './code.tsx'
import './source-files.css'
import SourceTabs from './source-tabs.island.tsx'

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
  if (files.length === 1) {
    return (
      <div class="source-files">
        <Code {...files[0]!} />
      </div>
    )
  }
  const panels = files.map((_, index) => `source-${index + 1}`)
  return (
    <div class="source-files">
      <SourceTabs names={shortNames(files)} panels={panels} />
      {files.map((file, index) => (
        <div key={file.file} id={panels[index]}>
          <Code {...file} />
        </div>
      ))}
    </div>
  )
}

/** Shortens paths by the folder that they share. */
function shortNames(files: readonly SourceFile[]): string[] {
  const folders = files.map(({ file }) => file.split('/').slice(0, -1))
  const [first = []] = folders
  const differs = first.findIndex((name, index) => folders.some((other) => other[index] !== name))
  const shared = differs === -1 ? first.length : differs
  return files.map(({ file }) => file.split('/').slice(shared).join('/'))
}
