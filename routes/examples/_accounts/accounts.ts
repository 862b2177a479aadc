// Three users who exist in this file only, and what vial/auth makes of them.
import { auth } from 'vial/auth'

export const people = {
  rita: { name: 'Rita', role: 'reader' },
  edgar: { name: 'Edgar', role: 'editor' },
  ada: { name: 'Ada', role: 'admin' },
} as const

export type PersonId = keyof typeof people

export const { currentUser, login, logout, requireRole } = auth({
  load: (id) => people[id],
  roles: (person) => [person.role],
  loginPath: '/examples/accounts',
  // The notes have users of their own in the same session.
  sessionKey: 'person',
})
