// The home page: a form that remembers the visitor's name.
import { type Context, type PageProps, href, redirect } from 'vial'
import Greeting from './greeting.personal.tsx'

export async function POST(ctx: Context<'/'>) {
  const { data } = await ctx.form()
  const { name: given } = data
  const name = typeof given === 'string' ? given.trim() : ''
  if (name === '' || name.length > 40) {
    return ctx.fail(422, { values: { name }, errors: { name: ['Enter a name of up to 40 characters.'] } })
  }
  ctx.session.name = name
  ctx.flash('success', 'Saved.')
  return redirect(href('/'))
}

export default function Home({ form }: PageProps<'/'>) {
  const error = form?.errors.name?.join(' ')
  return (
    <>
      <h1>
        <Greeting fallback="Hello!" />
      </h1>
      <p>
        This page is <code>routes/index.tsx</code>. Edit it, or add another file to <code>routes/</code>.
      </p>
      <form method="post">
        <label>
          Your name{' '}
          <input name="name" autocomplete="name" value={form?.values.name} aria-invalid={Boolean(error)} />
        </label>{' '}
        <button type="submit">Save</button>
        {error && <p role="alert">{error}</p>}
      </form>
    </>
  )
}
