// The source files of a page with the editor, shown on that page.
import type { CodeProps } from '../../_site/code.tsx'
import { FoldedSourceFiles } from '../../_site/source-files.tsx'
import islandSource from './editor.island.tsx?raw'
import fieldsSource from './note-fields.tsx?raw'

export function EditorFiles({ page }: { page: CodeProps }) {
  return (
    <FoldedSourceFiles files={[page, ...files]}>
      <p>
        The text field is an island inside a server-rendered form. The form works without JavaScript; the
        preview appears once the island has hydrated.
      </p>
    </FoldedSourceFiles>
  )
}

const files = [
  { file: 'routes/notes/_note/note-fields.tsx', code: fieldsSource },
  { file: 'routes/notes/_note/editor.island.tsx', code: islandSource },
]
