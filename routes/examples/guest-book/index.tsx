// A guest book: each entry is a document. It stays readable, and loses no text, while its database is down.
import { type Context, type HttpError, type PageProps, href, isHttpError, redirect } from 'vial'
import { rateLimit } from 'vial/server'
import { ErrorSummary } from '../../_forms/error-summary.tsx'
import { Field } from '../../_forms/field.tsx'
import { Flashes } from '../../_forms/flashes.tsx'
import '../../_forms/forms.css'
import Moment from '../../_site/moment.island.tsx'
import { SourceFiles } from '../../_site/source-files.tsx'
import fileSource from 'virtual:source/routes/examples/_guest-book/file-guest-book.server.ts?source'
import { type Entry, EntrySchema, maxEntries } from '../_guest-book/guest-book.ts'
import bookSource from 'virtual:source/routes/examples/_guest-book/guest-book.ts?source'
import mongoSource from 'virtual:source/routes/examples/_guest-book/mongo-guest-book.server.ts?source'
import openSource from 'virtual:source/routes/examples/_guest-book/open-guest-book.server.ts?source'
import pageSource from 'virtual:source/routes/examples/guest-book/index.tsx?source'
import './guest-book.css'

// More than a guest needs, and too few to annoy the others.
export const middleware = [rateLimit({ points: 60, duration: '1h', methods: ['POST'], name: 'guest book' })]

export async function loader(
  ctx: Context<'/examples/guest-book'>,
): Promise<{ entries: Entry[] | undefined }> {
  try {
    return { entries: await ctx.app.locals.guestBook.list() }
  } catch (error) {
    const { status, headers } = expectDown(ctx, error)
    ctx.status = status
    for (const [name, value] of new Headers(headers)) ctx.headers.set(name, value)
    return { entries: undefined }
  }
}

export async function POST(ctx: Context<'/examples/guest-book'>) {
  const form = await ctx.form(EntrySchema)
  if (!form.ok) return ctx.fail(422, form)
  const { name, text, from } = form.data
  try {
    const entry: Entry = { name, text, written: new Date().toISOString() }
    await ctx.app.locals.guestBook.add(from ? { ...entry, from } : entry)
  } catch (error) {
    const { status } = expectDown(ctx, error)
    const message =
      'Your entry has not been saved. It is still in the form: please send it again in a minute.'
    return ctx.fail(status, { ok: false, values: form.data, errors: { '': [message] } })
  }
  ctx.flash('success', 'Thank you for your entry.')
  return redirect(href('/examples/guest-book'))
}

/** A database that is down needs no error page: the form is still useful. Everything else is a bug. */
function expectDown(ctx: Context<'/examples/guest-book'>, error: unknown): HttpError {
  if (!isHttpError(error) || error.status !== 503) throw error
  ctx.log.warn({ err: error.cause }, 'The guest book is down.')
  return error
}

export const head = ({ form }: PageProps<'/examples/guest-book'>) => ({
  title: `${form ? 'Problem: ' : ''}A guest book`,
  meta: [
    { name: 'description', content: 'Documents in files or in MongoDB, and what happens without them.' },
  ],
})

export default function GuestBookPage({ data, form, flash }: PageProps<'/examples/guest-book'>) {
  return (
    <>
      <h1>A guest book</h1>
      <p class="lead">
        Each entry is a document in a database. The guest book keeps the newest {maxEntries}.
      </p>
      <Flashes flash={flash} />
      <ErrorSummary errors={form?.errors} />
      <form class="guest-book-form" method="post" noValidate>
        <Field form={form} name="name" label="Your name" maxlength={60} required autocomplete="nickname" />
        <Field
          form={form}
          name="from"
          label="Where you come from"
          hint="You can leave this empty."
          maxlength={60}
          autocomplete="off"
        />
        <Field form={form} name="text" label="Your entry" rows={4} maxlength={1000} required />
        <div class="form-buttons">
          <button type="submit" class="button">
            Write
          </button>
        </div>
      </form>
      <Entries entries={data.entries} />
      <SourceFiles files={files}>
        <p>
          The documents are files by default, which needs no server. With <code>MONGODB_URL</code>, they are
          in MongoDB. <code>start</code> in <code>_server.ts</code> opens the guest book, and the function
          that it returns closes it.
        </p>
        <p>
          If the database does not answer within two seconds, this page returns 503 with{' '}
          <code>Retry-After</code>. The rest of the site works, and a text that you have sent stays in the
          form.
        </p>
        <p>
          <a href={`${href('/docs/databases')}#documents`}>More about documents</a>
        </p>
      </SourceFiles>
    </>
  )
}

function Entries({ entries }: { entries: Entry[] | undefined }) {
  if (!entries) {
    return (
      <p class="guest-book-down">
        The guest book is not available at the moment. Please{' '}
        <a href={href('/examples/guest-book')}>try again</a> in a minute.
      </p>
    )
  }
  if (entries.length === 0) return <p>There are no entries yet.</p>
  return (
    <ol class="guest-book" aria-label="Entries, newest first">
      {entries.map(({ name, from, text, written }) => (
        <li key={written + name}>
          <p class="guest-book-text" dir="auto">
            {text}
          </p>
          <p class="guest-book-guest">
            <b dir="auto">{name}</b>
            {from && (
              <>
                {' '}
                from <span dir="auto">{from}</span>
              </>
            )}
            , <Moment iso={written} />
          </p>
        </li>
      ))}
    </ol>
  )
}

const files = [pageSource, bookSource, openSource, fileSource, mongoSource]
