// The field of a new note, which counts what is left. An island is rendered on the server and also runs in the browser.
import { useState } from 'preact/hooks'
import type { FieldAttributes } from 'vial'

interface Props {
  attributes: FieldAttributes
  /** The largest length. */
  most: number
}

export default function NoteField({ attributes, most }: Props) {
  const [text, setText] = useState(attributes.value ?? '')
  return (
    <label>
      New note{' '}
      <input
        {...attributes}
        value={text}
        maxLength={most}
        required
        onInput={(event) => setText(event.currentTarget.value)}
      />{' '}
      <small>{most - text.length} left</small>
    </label>
  )
}
