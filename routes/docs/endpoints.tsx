// Documentation: routes that return data.
import { href } from 'vial'
import { Code } from '../_site/code.tsx'
import { Intro } from './_intro.tsx'
import { createDocsHead } from './_pages.ts'

export const head = createDocsHead('/docs/endpoints')

export default function Endpoints() {
  return (
    <>
      <Intro route="/docs/endpoints" />
      <p>
        A route file without a default export is an endpoint. An object or array is sent as JSON, a string as
        text, <code>undefined</code> as 204 without a body, and a <code>Response</code> unchanged.
      </p>
      <Code file="routes/api/notes.ts" code={endpoint} />
      <ul>
        <li>
          <code>ctx.json(schema)</code> returns 415 if the body is not JSON, 400 if the JSON is malformed, and
          422 with the errors of each field if the schema rejects it.
        </li>
        <li>
          <code>ctx.status</code> and <code>ctx.headers</code> set the status and headers of the response.
        </li>
        <li>
          HEAD, OPTIONS and 405 with an <code>Allow</code> header are handled automatically, after the
          middleware.
        </li>
      </ul>

      <h2>Other origins</h2>
      <p>
        By default, pages of other origins can neither read responses nor send writes. <code>cors()</code>{' '}
        allows some of them, for the whole site, a folder or a route. It answers preflights, so put it before
        guards. Add <code>credentials: true</code> if they should act with the visitor's session.
      </p>
      <Code file="routes/api/_middleware.ts" code={otherOrigins} />

      <h2>Errors</h2>
      <p>
        When an endpoint throws, the client gets a problem document (RFC 9457) with the same status and
        message that a page would show:
      </p>
      <Code file="422, application/problem+json" code={problem} />
      <p>
        The <a href={href('/notes')}>notes</a> on this site have a JSON API beside their pages, at{' '}
        <code>/notes/api/notes</code>. It uses the same session.
      </p>
    </>
  )
}

const endpoint = `
import type { Context } from 'vial'
import { NoteSchema, addNote, listNotes } from '../_notes.ts'

export function GET(ctx: Context<'/api/notes'>) {
  return listNotes()
}

export async function POST(ctx: Context<'/api/notes'>) {
  const note = await addNote(await ctx.json(NoteSchema))
  ctx.status = 201
  ctx.headers.set('location', \`/api/notes/\${note.id}\`)
  return note
}
`

const otherOrigins = `
import { cors } from 'vial/server'
import { guard } from '../_guard.ts'

export default [
  cors({
    origins: ['https://app.example.org', /^https:\\/\\/[\\w-]+\\.example\\.com$/],
    headers: ['Content-Type', 'Authorization'],
    expose: ['X-Total'],
    maxAge: '10m',
  }),
  guard,
]
`

const problem = `
{
  "type": "about:blank",
  "title": "Unprocessable Content",
  "status": 422,
  "detail": "The data does not have the expected form.",
  "instance": "/api/notes",
  "requestId": "…",
  "errors": { "title": ["Write a title."] }
}
`
