// The files behind a page with the editor, shown on that page.
import type { CodeProps } from '../../_site/code.tsx'
import { FoldedSourceFiles } from '../../_site/source-files.tsx'
import islandSource from './editor.island.tsx?raw'
import fieldsSource from './note-fields.tsx?raw'

export function EditorFiles({ page }: { page: CodeProps }) {
  return (
    <FoldedSourceFiles files={[page, ...files]}>
      <p>
        The text field is an island inside a form that the server renders: the form works without it, and the
        preview is there once it is awake.
      </p>
    </FoldedSourceFiles>
  )
}

const files = [
  { file: 'routes/notes/_note/note-fields.tsx', code: fieldsSource },
  { file: 'routes/notes/_note/editor.island.tsx', code: islandSource },
]
