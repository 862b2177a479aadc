// The schema of the form on the home page.
import * as v from 'valibot'

export const NameSchema = v.object({
  name: v.pipe(
    v.optional(v.string('Write one name.'), ''),
    v.trim(),
    v.nonEmpty('Write a name, any name.'),
    v.maxLength(40, 'Use at most 40 characters.'),
  ),
})
