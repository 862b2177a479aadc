// The schemas of the signup, login and password forms.
import * as v from 'valibot'

const text = (message: string) => v.optional(v.string(message), '')

const newPassword = v.pipe(
  text('Write one password.'),
  v.minLength(10, 'Use at least 10 characters for the password.'),
  v.maxLength(200, 'Use at most 200 characters for the password.'),
)

const knownPassword = v.pipe(
  text('Write one password.'),
  v.nonEmpty('Write your password.'),
  v.maxLength(200, 'Use at most 200 characters for the password.'),
)

export const SignUpSchema = v.object({
  name: v.pipe(
    text('Write one name.'),
    v.trim(),
    v.toLowerCase(),
    v.regex(
      /^[a-z0-9][a-z0-9._-]{2,29}$/,
      'Use 3 to 30 letters (a to z), digits, dots, hyphens or underscores for the name, and begin with a letter or a digit.',
    ),
  ),
  password: newPassword,
})

export const LoginSchema = v.object({
  name: v.pipe(text('Write one name.'), v.trim(), v.toLowerCase(), v.nonEmpty('Write your name.')),
  password: knownPassword,
})

export const ChangePasswordSchema = v.object({ password: knownPassword, newPassword })

export const RemoveAccountSchema = v.object({ password: knownPassword })

/** The query of login and signup: the path to return to. */
export const NextSchema = v.object({ next: v.optional(v.string()) })
