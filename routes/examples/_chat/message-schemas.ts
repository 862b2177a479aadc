// What may be said in the chat, and by whom.
import * as v from 'valibot'
import { longestText } from './message.ts'

const Text = v.pipe(
  v.string(),
  v.trim(),
  v.nonEmpty('Write something first.'),
  v.maxLength(longestText, `Write at most ${longestText} characters.`),
)

export const TextSchema = v.object({ text: Text })

export const FirstSchema = v.object({
  text: Text,
  name: v.pipe(
    v.string('Say what to call you.'),
    v.trim(),
    v.nonEmpty('Say what to call you.'),
    v.maxLength(40, 'Use at most 40 characters.'),
  ),
})
