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
      <h2>Two kinds</h2>
      <p>
        <code>HttpError</code> is for the visitor: its message is shown. Anything else that is thrown is a
        bug: the visitor gets status 500, a fixed sentence and the id of the request, and the log gets
        everything, once, under the same id.
      </p>
      <Code file="routes/notes/[id=int].tsx" code={loader} />

      <h2>Error pages</h2>
      <p>
        An error page is a file. It gets <code>error</code>, <code>status</code>, <code>requestId</code>,{' '}
        <code>url</code> and <code>session</code>, and is rendered inside the layouts of its folder and above.
      </p>
      <Code file="routes/_404.tsx" code={page} />
      <p>
        The exact status is looked for first, from the folder of the request up to <code>routes/</code>. Then{' '}
        <code>_error.tsx</code>, the same way. Then there is a built-in page.
      </p>
      <Terms terms={lookups} />

      <h2>Who gets what</h2>
      <ul>
        <li>
          A request that asks for JSON, and every endpoint, gets a problem document from the same throw.
        </li>
        <li>An error in a layout is shown above that layout, since the layout cannot be trusted any more.</li>
        <li>An error page that fails itself is replaced by a line of plain text.</li>
        <li>
          In development the page shows the line of your source that failed. In production nobody sees a
          stack, a path or a version.
        </li>
      </ul>
    </>
  )
}

const loader = `
import { type Context, HttpError, notFound } from 'vial'

export async function loader(ctx: Context<'/notes/[id=int]'>) {
  const note = (await findNote(ctx.params.id)) ?? notFound('There is no such note.')
  if (note.owner !== ctx.session.userId) throw new HttpError(403, 'This note belongs to somebody else.')
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
  ['/notes/nope → no route', 'The same, since /notes is the deepest folder that fits the address.'],
  ['/notes → 403', 'notes/_403.tsx, _403.tsx, notes/_error.tsx, _error.tsx'],
  ['/notes → a bug', 'notes/_500.tsx, _500.tsx, notes/_error.tsx, _error.tsx'],
] as const
