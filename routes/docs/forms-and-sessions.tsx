// Documentation: forms, sessions and flash messages.
import { href } from 'vial'
import { Code } from '../_site/code.tsx'
import { Intro } from './_intro.tsx'
import { createDocsHead } from './_pages.ts'

export const head = createDocsHead('/docs/forms-and-sessions')

export default function FormsAndSessions() {
  return (
    <>
      <Intro route="/docs/forms-and-sessions" />
      <h2>A form</h2>
      <p>
        <code>ctx.form(schema)</code> reads the body and checks it. When it is fine, do the work and redirect,
        so that a reload does not send it twice. When it is not, <code>ctx.fail(422, form)</code> renders the
        page again with everything the visitor typed.
      </p>
      <Code file="routes/guests.tsx" code={form} />
      <p>
        <code>field()</code> gives an input its id, its name and what was sent, and marks it when something is
        wrong; <code>&lt;FieldMessages&gt;</code> says what, in the place that the input refers to. Passwords
        and files never come back. For boxes, pass <code>type</code> and <code>value</code>:{' '}
        <code>{"field(form, 'topics', { type: 'checkbox', value: 'news' })"}</code>.
      </p>
      <p>
        A form from another site is refused before your code runs, for every method that can change something.
        You need no hidden field for that.
      </p>

      <h2>Files</h2>
      <p>
        <code>ctx.form()</code> reads small files into memory. For pictures and larger things there is{' '}
        <code>ctx.uploads()</code>: see <a href={href('/docs/files')}>Uploads and files</a>.
      </p>

      <h2>The session</h2>
      <p>
        <code>ctx.session</code> is a plain object. Set a property, and it is saved once, before the response
        starts. It lives in a cookie that only the server can read or change, so keep it small: ids rather
        than documents. Or <a href={href('/docs/session-stores')}>keep it on the server</a>. Its types are
        yours to declare:
      </p>
      <Code file="routes/_register.ts" code={types} />
      <p>
        A page that touches the session is meant for one visitor, and says so: it is sent with{' '}
        <code>Cache-Control: private, no-store</code>. A page that does not, like this one, has no cookie at
        all.
      </p>

      <h2>Flash messages</h2>
      <p>
        <code>ctx.flash('success', 'Saved')</code> keeps a sentence for the next page that is rendered, also
        across a redirect. The page or its layout finds it in its <code>flash</code> prop, once.
      </p>

      <h2>Logging in</h2>
      <p>
        A session can know who somebody is: <a href={href('/docs/accounts')}>accounts</a>. The{' '}
        <a href={href('/notes')}>notes</a> on this site are made like this, with a guard in{' '}
        <code>routes/notes/_middleware.ts</code>, search, and forms that work without a script.
      </p>
    </>
  )
}

const form = `
import * as v from 'valibot'
import { type Context, FieldMessages, type PageProps, field, redirect } from 'vial'

const GuestSchema = v.object({
  name: v.pipe(v.string(), v.trim(), v.nonEmpty('Write your name.')),
})

export async function POST(ctx: Context<'/guests'>) {
  const form = await ctx.form(GuestSchema)
  if (!form.ok) return ctx.fail(422, form)
  await addGuest(form.data.name)
  ctx.flash('success', 'Thank you for coming.')
  return redirect('/guests')
}

export default function Guests({ form }: PageProps<'/guests'>) {
  return (
    <form method="post">
      <label for="name">Name</label>
      <input {...field(form, 'name')} />
      <FieldMessages form={form} name="name" />
      <button>Sign the book</button>
    </form>
  )
}
`

const types = `
declare module 'vial' {
  interface Session {
    userId: number
  }
}

export {}
`
