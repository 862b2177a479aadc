// The source files of a page with the editor, shown on that page.
import { FoldedSourceFiles, type SourceFile } from '../../_site/source-files.tsx'
import islandSource from 'virtual:source/routes/notes/_note/editor.island.tsx?source'
import fieldsSource from 'virtual:source/routes/notes/_note/note-fields.tsx?source'

export function EditorFiles({ page }: { page: SourceFile }) {
  return (
    <FoldedSourceFiles files={[page, ...files]}>
      <p>
        The text field is an island inside a server-rendered form. The form works without JavaScript; the
        preview appears once the island has hydrated.
      </p>
    </FoldedSourceFiles>
  )
}

const files = [fieldsSource, islandSource]
