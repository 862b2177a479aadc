// What a note has to contain, in the form and in the JSON interface.
import * as v from 'valibot'

const unkeepable = 'Remove the control characters: they cannot be kept.'

export const NoteSchema = v.object({
  title: v.pipe(
    v.optional(v.string('Write one title.'), ''),
    v.trim(),
    v.nonEmpty('Write a title.'),
    v.maxLength(120, 'Use at most 120 characters for the title.'),
    v.regex(/^\P{Cc}*$/u, unkeepable),
  ),
  body: v.pipe(
    v.optional(v.string('Write one text.'), ''),
    // Browsers send the line breaks of a text field as CR LF, and count them as one character.
    v.transform((body) => body.replaceAll('\r\n', '\n')),
    v.maxLength(10_000, 'Use at most 10,000 characters for the text.'),
    v.regex(/^(?:\P{Cc}|[\t\n\r])*$/u, unkeepable),
  ),
})

/** The query of the list: what to look for, and which page of it. */
export const ListSchema = v.object({
  q: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(100)), ''),
  page: v.optional(
    v.pipe(v.string(), v.regex(/^[1-9]\d{0,5}$/, 'A page is a whole number from 1.'), v.transform(Number)),
    '1',
  ),
})
