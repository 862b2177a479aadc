// Three hard-coded users, and the functions that vial/auth creates for them.
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
  // The notes use `userId` in the same session.
  sessionKey: 'person',
})
