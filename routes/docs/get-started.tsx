// Documentation: the first page in three steps.
import { href } from 'vial'
import { Code } from '../_site/code.tsx'
import { Intro } from './_intro.tsx'
import { createDocsHead } from './_pages.ts'

export const head = createDocsHead('/docs/get-started')

export default function GetStarted() {
  return (
    <>
      <Intro route="/docs/get-started" />
      <p>
        You need Node.js 20.19 or later. In a clone of this repository, two commands install the dependencies
        and start the site on <code>http://localhost:5173</code>:
      </p>
      <Code file="Terminal" code={commands} />

      <h2>1. Add a file</h2>
      <p>
        Save this as <code>routes/hello.tsx</code>. You do not have to restart or register anything: the page
        is now at <code>/hello</code>.
      </p>
      <Code file="routes/hello.tsx" code={page} />

      <h2>2. Give it data</h2>
      <p>
        A <code>loader</code> runs on the server before the component renders. <code>PageProps</code> knows
        the type of its result, because the dev server generates types for your routes.
      </p>
      <Code file="routes/hello.tsx" code={loader} />

      <h2>3. Handle a form</h2>
      <p>
        A <code>POST</code> export beside the component handles the form. Anything you set on the session is
        saved automatically and available on the next request.
      </p>
      <Code file="routes/hello.tsx" code={form} />
      <p>
        That is the full request cycle. <a href={href('/docs/forms-and-sessions')}>Forms and sessions</a>{' '}
        shows how to validate the input.
      </p>

      <h2>In your own project</h2>
      <p>
        Your <code>vite.config.ts</code> needs only the plugin:
      </p>
      <Code file="vite.config.ts" code={config} />
    </>
  )
}

const commands = `
npm ci
npm run dev
`

const page = `
export default function Hello() {
  return <h1>Hello!</h1>
}
`

const loader = `
import type { Context, PageProps } from 'vial'

export function loader({ query }: Context<'/hello'>) {
  return { name: query.get('name') ?? 'world' }
}

export default function Hello({ data }: PageProps<'/hello'>) {
  return <h1>Hello, {data.name}!</h1>
}
`

const form = `
import { type Context, type PageProps, redirect } from 'vial'

declare module 'vial' {
  interface Session {
    name: string
  }
}

export async function POST(ctx: Context<'/hello'>) {
  const { values } = await ctx.form()
  ctx.session.name = values.name ?? ''
  return redirect('/hello')
}

export default function Hello({ session }: PageProps<'/hello'>) {
  return (
    <form method="post">
      <h1>Hello, {session.name || 'stranger'}!</h1>
      <label>
        Your name <input name="name" />
      </label>
      <button>Save</button>
    </form>
  )
}
`

const config = `
import { vial } from 'vial/vite'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [vial()],
})
`
