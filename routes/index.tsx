// The home page: an introduction to Vial, the current request, and the visitor's session.
import { type Context, type PageProps, href, redirect } from 'vial'
import { Ancestors, Limits } from './_home/ancestors.tsx'
import { Hero } from './_home/hero.tsx'
import { Included } from './_home/included.tsx'
import { NameSchema } from './_home/name-schema.ts'
import { Source } from './_home/source.tsx'
import { Steps } from './_home/steps.tsx'
import { ThisRequest } from './_home/this-request.tsx'
import { YourSession } from './_home/your-session.tsx'
import source from 'virtual:source/routes/index.tsx?source'
import './_home/home.css'
import './_home/sections.css'

export function loader({ request, requestId, route, session, url }: Context<'/'>) {
  session.visits = (session.visits ?? 0) + 1
  return { method: request.method, url: url.href, route, id: requestId }
}

export async function POST(ctx: Context<'/'>) {
  const form = await ctx.form(NameSchema)
  if (!form.ok) return ctx.fail(422, form)
  ctx.session.name = form.data.name
  ctx.flash('success', `Nice to meet you, ${form.data.name}.`)
  return redirect(href('/', {}, { hash: 'you' }))
}

const description =
  'A web framework for TypeScript: file routes, Preact pages rendered on the server, sessions, forms and accounts.'

export const head = {
  title: 'A small web framework for TypeScript',
  meta: [{ name: 'description', content: description }],
}

export default function Home({ data, form, flash, session, status }: PageProps<'/'>) {
  const { visits = 0, name } = session
  return (
    <>
      <Hero />
      <Steps />
      <Included />
      <div class="labels home-section site-width">
        <ThisRequest {...data} status={status} />
        <YourSession visits={visits} name={name} form={form} flash={flash} />
      </div>
      <Source source={source} />
      <Ancestors />
      <Limits />
    </>
  )
}
