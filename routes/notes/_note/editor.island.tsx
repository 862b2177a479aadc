// The text field of a note with a live preview. Without JavaScript, it is only the field.
import { useEffect, useRef, useState } from 'preact/hooks'
import { type SentForm, field } from 'vial'
import { Field } from '../../_forms/field.tsx'
import { NoteText } from './note-text.tsx'

export interface EditorProps {
  form: SentForm | undefined
  /** The initial content of the field. */
  initial: string | undefined
}

export default function Editor({ form, initial }: EditorProps) {
  const [text, setText] = useState(field(form, 'body', { initial }).value ?? '')
  const root = useRef<HTMLDivElement>(null)
  // The visitor may have typed before the island hydrated.
  useEffect(() => setText(root.current!.querySelector('textarea')!.value), [])

  return (
    <div class="editor" ref={root}>
      <Field
        name="body"
        label="Text"
        hint="Plain text, up to 10,000 characters. You can use *emphasis*, **strong**, `code`, lists with -, and links."
        form={form}
        initial={initial}
        rows={12}
        onText={setText}
      />
      {text.trim() !== '' && (
        <section class="preview" aria-labelledby="preview-title">
          <h2 id="preview-title">Preview</h2>
          <NoteText text={text} />
        </section>
      )}
    </div>
  )
}
