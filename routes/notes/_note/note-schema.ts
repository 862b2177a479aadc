// The schemas of a note and of the list's query, for the pages and the JSON API.
import * as v from 'valibot'

const controlCharacters = 'Remove the control characters. They cannot be stored.'

export const NoteSchema = v.object({
  title: v.pipe(
    v.optional(v.string('Write one title.'), ''),
    v.trim(),
    v.nonEmpty('Write a title.'),
    v.maxLength(120, 'Use at most 120 characters for the title.'),
    v.regex(/^\P{Cc}*$/u, controlCharacters),
  ),
  body: v.pipe(
    v.optional(v.string('Write one text.'), ''),
    // Browsers send the line breaks of a text field as CR LF, and count them as one character.
    v.transform((body) => body.replaceAll('\r\n', '\n')),
    v.maxLength(10_000, 'Use at most 10,000 characters for the text.'),
    v.regex(/^(?:\P{Cc}|[\t\n\r])*$/u, controlCharacters),
  ),
})

/** The form of a new note. */
export const NewNoteSchema = v.object({
  ...NoteSchema.entries,
  /** Identifies the form, so that sending it twice makes one note. */
  formId: v.optional(v.pipe(v.string(), v.maxLength(100))),
})

/** The form of a note that exists. */
export const ChangeNoteSchema = v.object({
  ...NoteSchema.entries,
  /** The time of the last change that the form knows. */
  changed: v.optional(v.string()),
})

/** The query of the list: the search text and the page number. */
export const ListSchema = v.object({
  q: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(100)), ''),
  page: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^[1-9]\d{0,5}$/, 'The page must be an integer of 1 or more.'),
      v.transform(Number),
    ),
    '1',
  ),
})
