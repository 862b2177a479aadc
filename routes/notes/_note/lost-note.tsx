// The text that was sent for a note that is gone or belongs to another user, in a form that saves it as a new note.
import { randomUUID } from 'node:crypto'
import { type FormFailure, href } from 'vial'
import { NoteFields } from './note-fields.tsx'

export function LostNote({ form }: { form: FormFailure | undefined }) {
  return (
    <>
      <h1>Your text is not saved</h1>
      <p>
        Nothing is lost: your text is in the form below. You can save it as a new note, or copy it from here.
      </p>
      <NoteFields form={form} action={href('/notes/new')} hidden={{ formId: randomUUID() }}>
        <button type="submit" class="button">
          Save as a new note
        </button>
        <a href={href('/notes')}>Discard it</a>
      </NoteFields>
    </>
  )
}
