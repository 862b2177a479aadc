// Documentation: what to throw, and what visitors see.
import { Code } from '../_site/code.tsx'
import { Intro } from './_intro.tsx'
import { createDocsHead } from './_pages.ts'
import { Terms } from './_terms.tsx'

export const head = createDocsHead('/docs/errors')

export default function Errors() {
  return (
    <>
      <Intro route="/docs/errors" />
      <h2>Two kinds of errors</h2>
      <p>
        An <code>HttpError</code> is meant for the visitor, and its message is shown. Anything else that you
        throw is a bug: the visitor gets status 500, a fixed sentence and the request id. The log gets the
        full error, once, with the same id.
      </p>
      <Code file="routes/notes/[id=int].tsx" code={loader} />

      <h2>Error pages</h2>
      <p>
        An error page is a file. Its props are <code>error</code>, <code>status</code>, <code>requestId</code>
        , <code>url</code> and <code>session</code>. It renders inside the layouts of its folder and of the
        folders above.
      </p>
      <Code file="routes/_404.tsx" code={page} />
      <p>
        Vial first looks for a page for the exact status, from the folder of the request up to{' '}
        <code>routes/</code>. Then it looks for <code>_error.tsx</code> in the same way. If there is neither,
        it shows a built-in page.
      </p>
      <Terms terms={lookups} />

      <h2>Rules</h2>
      <ul>
        <li>
          Endpoints, and all requests that ask for JSON, answer with a problem document instead of a page. You
          throw the same error.
        </li>
        <li>A missing image, script, stylesheet or font is one line of text. No loader runs for it.</li>
        <li>
          If a layout fails, the error page renders inside the layouts above it, without the failed one.
        </li>
        <li>
          A visitor who leaves is not an error. What fails because of that is only logged, with level{' '}
          <code>debug</code>.
        </li>
        <li>If an error page fails, the visitor gets a line of plain text.</li>
        <li>
          In development, the page shows the line of your source that failed. In production, it never shows a
          stack trace, a path or a version.
        </li>
      </ul>
    </>
  )
}

const loader = `
import { type Context, HttpError, notFound } from 'vial'

export async function loader(ctx: Context<'/notes/[id=int]'>) {
  const note = (await findNote(ctx.params.id)) ?? notFound('There is no such note.')
  if (note.owner !== ctx.session.userId) throw new HttpError(403, 'This note belongs to another user.')
  return { note }
}
`

const page = `
import type { ErrorProps } from 'vial'

export const head = { title: 'Page not found' }

export default function NotFound({ error, url }: ErrorProps) {
  return (
    <>
      <h1>Page not found</h1>
      <p>{error.message}</p>
      <p>{url.pathname}</p>
    </>
  )
}
`

const lookups = [
  ['/notes/99 → 404', 'notes/_404.tsx, _404.tsx, notes/_error.tsx, _error.tsx'],
  ['/notes/nope → no route', 'The same, because /notes is the deepest folder that matches the URL.'],
  ['/notes → 403', 'notes/_403.tsx, _403.tsx, notes/_error.tsx, _error.tsx'],
  ['/notes → a bug', 'notes/_500.tsx, _500.tsx, notes/_error.tsx, _error.tsx'],
] as const
