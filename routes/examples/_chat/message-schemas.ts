// The schemas of a chat message, and of the first message, which includes a name.
import * as v from 'valibot'
import { maxTextLength } from './message.ts'

const Text = v.pipe(
  v.string(),
  v.trim(),
  v.nonEmpty('Write a message.'),
  v.maxLength(maxTextLength, `Write at most ${maxTextLength} characters.`),
)

/** `id`: made by the browser, which sends a message again if it is not sure that it has arrived. */
const Id = v.pipe(v.string(), v.regex(/^[\w-]{16,64}$/, 'Use an id of 16 to 64 characters.'))

export const TextSchema = v.object({ text: Text, id: v.optional(Id) })

/** A message over the socket. */
export const SocketSchema = v.pipe(v.string(), v.parseJson(), v.object({ text: Text, id: Id }))

/** Finds the id of a message over the socket that is not valid otherwise. */
export const RefusedSchema = v.pipe(v.string(), v.parseJson(), v.object({ id: Id }))

export const FirstSchema = v.object({
  text: Text,
  name: v.pipe(
    v.string('Enter your name.'),
    v.trim(),
    v.nonEmpty('Enter your name.'),
    v.maxLength(40, 'Use at most 40 characters.'),
  ),
})
