// The schemas of a chat message, and of the first message, which includes a name.
import * as v from 'valibot'
import { maxTextLength } from './message.ts'

const Text = v.pipe(
  v.string(),
  v.trim(),
  v.nonEmpty('Write a message.'),
  v.maxLength(maxTextLength, `Write at most ${maxTextLength} characters.`),
)

export const TextSchema = v.object({ text: Text })

export const FirstSchema = v.object({
  text: Text,
  name: v.pipe(
    v.string('Enter your name.'),
    v.trim(),
    v.nonEmpty('Enter your name.'),
    v.maxLength(40, 'Use at most 40 characters.'),
  ),
})
