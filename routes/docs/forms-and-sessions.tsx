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
        <code>ctx.form(schema)</code> reads and validates the body. If it is valid, do the work and redirect,
        so that a reload does not submit the form twice. If it is not, <code>ctx.fail(422, form)</code>{' '}
        renders the page again with everything the visitor typed.
      </p>
      <Code file="routes/guests.tsx" code={form} />
      <p>
        <code>field()</code> returns the attributes of an input: its id, its name, the submitted value, and{' '}
        <code>aria-invalid</code> if there is an error. <code>&lt;FieldMessages&gt;</code> shows the errors,
        in the element that <code>aria-describedby</code> of the input points to. Passwords and files are
        never filled in again. For checkboxes and radio buttons, pass <code>type</code> and <code>value</code>
        : <code>{"field(form, 'topics', { type: 'checkbox', value: 'news' })"}</code>.
      </p>
      <p>
        CSRF protection is built in. A form submitted from another site is rejected before your code runs, for
        every method that can change data. You do not need a hidden token.
      </p>

      <h2>Numbers, checkboxes, dates and lists</h2>
      <p>
        A form sends texts. If your schema expects a number, a boolean, a date or a list, the field is
        converted for it. Schemas of zod and arktype tell what they expect; for valibot, wrap the schema in{' '}
        <code>toStandardJsonSchema()</code> of <code>@valibot/to-json-schema</code>, or name the fields:
      </p>
      <Code file="routes/orders.ts" code={conversions} />
      <p>
        A missing checkbox is false, a missing list is empty, and an empty number or date is missing. Any
        other text stays as it is, and the schema refuses it. The development server warns about fields that
        your schema can never accept.
      </p>

      <h2>Several forms on one page</h2>
      <p>
        Export <code>actions</code> instead of <code>POST</code>, or beside it, with one function for each
        form. Each form names its function in the URL that it is sent to.
      </p>
      <Code file="routes/teams/[slug].tsx" code={severalForms} />
      <p>
        The <code>form</code> prop contains the name of the action, and its type tells you what that action
        returned. With <code>action</code>, <code>field()</code> and <code>&lt;FieldMessages&gt;</code> ignore
        the other forms. A form without a name calls <code>POST</code>. If your page has both, write{' '}
        <code>action="?"</code> in that form: after an action, the address of the page contains its name. The{' '}
        <a href={href('/examples/gallery')}>gallery</a> has two actions.
      </p>

      <h2>Files</h2>
      <p>
        <code>ctx.form()</code> reads small files into memory. For images and larger files, use{' '}
        <code>ctx.uploads()</code>: see <a href={href('/docs/files')}>Uploads and files</a>.
      </p>

      <h2>The session</h2>
      <p>
        <code>ctx.session</code> is a plain object. Anything you set on it is saved automatically, once,
        before the response starts. The data is in an encrypted cookie that only the server can read or
        change, so keep it small: store ids rather than whole records. Alternatively,{' '}
        <a href={href('/docs/session-stores')}>store sessions on the server</a>. Declare the types of your
        session properties:
      </p>
      <Code file="routes/_register.ts" code={types} />
      <p>
        A page that reads or writes the session is personal, so it is sent with{' '}
        <code>Cache-Control: private, no-store</code>. A page that does not touch the session, like this one,
        sets no cookie.
      </p>

      <h2>Flash messages</h2>
      <p>
        <code>ctx.flash('success', 'Saved')</code> stores a message for the next page that is rendered, even
        across a redirect. The page and its layouts get it in their <code>flash</code> prop, once. The message
        waits until the visitor sees the page: a prefetch, a <code>HEAD</code> request or a missing image does
        not use it up.
      </p>

      <h2>Logging in</h2>
      <p>
        To log users in, see <a href={href('/docs/accounts')}>Accounts</a>. The{' '}
        <a href={href('/notes')}>notes</a> on this site are a complete example. They have a guard in{' '}
        <code>routes/notes/_middleware.ts</code>, a search, and forms that work without JavaScript.
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

const conversions = `
const form = await ctx.form(OrderSchema, {
  numbers: ['amount'],
  booleans: ['isGift'],
  dates: ['due'],
  lists: ['extras'],
})
`

const severalForms = `
export const actions = {
  async rename(ctx: Context<'/teams/[slug]'>) {
    const form = await ctx.form(NameSchema)
    if (!form.ok) return ctx.fail(422, form)
    await renameTeam(ctx.params.slug, form.data.name)
    return redirect(ctx.url.pathname)
  },
  async leave(ctx: Context<'/teams/[slug]'>) {
    await leaveTeam(ctx.params.slug, ctx.session.userId)
    return redirect('/teams')
  },
}

export default function Team({ form }: PageProps<'/teams/[slug]'>) {
  return (
    <>
      <form method="post" action="?/rename">
        <input {...field(form, 'name', { action: 'rename' })} aria-label="Name" />
        <FieldMessages form={form} name="name" action="rename" />
        <button>Rename</button>
      </form>
      <form method="post" action="?/leave">
        <button>Leave the team</button>
      </form>
    </>
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
