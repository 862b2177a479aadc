// Tests what is said about reads of what is undefined.
import { describe, expect, it } from 'vitest'
import { explainError } from './explain-error.ts'

// biome-ignore lint/suspicious/noExplicitAny: the values have any type, as in JavaScript.
type Any = any
const ctx: Any = { app: { locals: {} }, locals: {}, session: {} }
const own: Any = {}

describe('a read of undefined', () => {
  it.each<[string, (props: Any) => unknown, string]>([
    ['search', ({ search }) => search.page, "or read ctx.query.get('page')."],
    ['props.search', (props) => props.search.page, 'The route exports no schema for its query.'],
    [
      'destructured search',
      ({ search }) => {
        const { page } = search
        return page
      },
      "of 'search' as it is undefined. The route exports no schema for its query.",
    ],
    ['form', ({ form }) => form.values.title, 'There is no form before one is sent. Write form?.values.'],
    [
      'app.locals',
      () => ctx.app.locals.db.all(),
      'Nothing has set ctx.app.locals.db. Write app.locals.db = … in start(app) of routes/_server.ts.',
    ],
    [
      'locals',
      () => [ctx.locals, ctx.locals.db.all()],
      'Nothing has set ctx.locals.db for this request. Set it in a _middleware.ts, or read ctx.app.locals.db if',
    ],
    ['app', () => ctx.app.db.all(), 'What start(app) has put into app.locals is in ctx.app.locals.'],
    [
      'session',
      () => ctx.session.user.name,
      "This visitor's session has no user. Write ctx.session.user?.name, or let only visitors in who have one.",
    ],
  ])('is explained: %s', (_, read, advice) => {
    expect(messageOf(read)).toContain(advice)
  })

  it('is not explained if only the code of the site knows the value', () => {
    expect(messageOf(() => own.notes.first)).toBe("Cannot read properties of undefined (reading 'first')")
    expect(messageOf(() => own.form.values)).toBe("Cannot read properties of undefined (reading 'values')")
  })
})

function messageOf(read: (props: Any) => unknown): string {
  try {
    read({})
  } catch (error) {
    return (explainError(error, []) as Error).message
  }
  throw new Error('nothing was thrown')
}
