// The files of a new site, by path.

/**
 * Creates the files of a new site.
 *
 * @param folder The name of the site's folder
 * @param source What `package.json` says to install this copy of Vial, such as a version range
 * @returns The text of each file, by its path in that folder
 */
export function createNewSite(folder: string, source: string): Readonly<Record<string, string>> {
  const name =
    folder
      .toLowerCase()
      .replace(/[^a-z0-9-]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'my-site'
  return {
    'package.json': `${JSON.stringify(createPackage(name, source), null, 2)}\n`,
    'tsconfig.json': `${JSON.stringify(tsconfig, null, 2)}\n`,
    'vite.config.ts': viteConfig,
    'routes/_layout.tsx': layout,
    'routes/messages.personal.tsx': messages,
    'routes/greeting.personal.tsx': greeting,
    'routes/site.css': styles,
    'routes/index.tsx': home,
    'routes/_register.ts': register,
    'routes/_404.tsx': notFound,
    'routes/_error.tsx': error,
    'public/favicon.svg': favicon,
    'routes/index.test.ts': homeTest,
    '.gitignore': 'node_modules/\ndist/\n.vial/\n.data/\n.env\n.env.*\n!.env.example\n',
    'README.md': readme.replace('NAME', name),
  }
}

function createPackage(name: string, source: string): object {
  return {
    name,
    private: true,
    type: 'module',
    engines: { node: '>=20.19' },
    scripts: {
      dev: 'vite dev',
      build: 'vite build',
      start: 'node dist/server/index.js',
      check: 'vial check && vial typegen && tsc --noEmit',
      test: 'vitest run',
    },
    dependencies: { preact: '^11.2.0' },
    // The built site in dist/ needs none of these.
    devDependencies: {
      '@types/node': '^24.0.0',
      typescript: '^7.0.2',
      vial: source,
      vite: '^8.3.8',
      vitest: '^4.1.12',
    },
  }
}

const tsconfig = {
  compilerOptions: {
    target: 'ES2023',
    lib: ['ESNext', 'DOM', 'DOM.Iterable'],
    module: 'ESNext',
    moduleResolution: 'bundler',
    types: ['node', 'vite/client'],
    jsx: 'react-jsx',
    jsxImportSource: 'preact',
    strict: true,
    noUncheckedIndexedAccess: true,
    verbatimModuleSyntax: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    noEmit: true,
  },
  include: ['vite.config.ts', 'routes', '.vial/types/**/*.d.ts'],
}

const viteConfig = `import { vial } from 'vial/vite'
import { defineConfig } from 'vite'

export default defineConfig({ plugins: [vial()] })
`

const layout = `// The layout of every page.
import { type Head, type LayoutProps, publicUrl } from 'vial'
import Messages from './messages.personal.tsx'
import './site.css'

export const head: Head = {
  title: { template: '%s · My site', default: 'My site' },
  link: [{ rel: 'icon', href: publicUrl('/favicon.svg') }],
}

export default function Layout({ children }: LayoutProps) {
  return (
    <main>
      <Messages />
      {children}
    </main>
  )
}
`

const messages = `// Shows the flash messages. A personal part is rendered for each visitor, even in a page that is cached or prerendered.
import { type PersonalProps, personal } from 'vial'

export default personal(({ flash }: PersonalProps) => (
  <>
    {flash.map(({ message }) => (
      <p role="status">{message}</p>
    ))}
  </>
))
`

const greeting = `// Greets the visitor by name. Read the session in a personal part so that the page around it can be cached.
import { type PersonalProps, personal } from 'vial'

export default personal(({ session }: PersonalProps) => (
  <>{session.name ? \`Hello, \${session.name}!\` : 'Hello!'}</>
))
`

const styles = `:root {
  color-scheme: light dark;
  font: 1.125rem / 1.6 system-ui, sans-serif;
}

main {
  max-width: 38rem;
  margin: 0 auto;
  padding: 2rem 1rem;
}

input,
button {
  font: inherit;
  padding: 0.375rem 0.75rem;
}

[role='alert'] {
  color: light-dark(#b00020, #ff8a80);
}
`

const home = `// The home page: a form that remembers the visitor's name.
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
        <button>Save</button>
        {error && <p role="alert">{error}</p>}
      </form>
    </>
  )
}
`

const homeTest = `// Tests the home page.
import { afterAll, expect, test } from 'vitest'
import { createTestClient } from 'vial/testing'

const client = await createTestClient()
afterAll(() => client.close())

test('the home page remembers a name', async () => {
  const saved = await client.post('/', { form: { name: 'Ada' } })
  expect(saved.status).toBe(303)
  expect(await (await client.get('/')).text()).toContain('Hello, Ada!')
})

test('a name is required', async () => {
  const refused = await client.post('/', { form: { name: ' ' } })
  expect(refused.status).toBe(422)
  expect(await refused.text()).toContain('Enter a name of up to 40 characters.')
})
`

const register = `// Extends Vial's types with the session of this site.
declare module 'vial' {
  interface Session {
    /** The name the visitor entered. */
    name?: string
  }
}

export {}
`

const notFound = `// The page for URLs that match no route.
import { type ErrorProps, href } from 'vial'

export const head = { title: 'Page not found' }

export default function NotFound({ error }: ErrorProps) {
  return (
    <>
      <h1>Page not found</h1>
      <p>{error.message}</p>
      <p>
        <a href={href('/')}>Go to the home page</a>
      </p>
    </>
  )
}
`

const error = `// The page for all other errors.
import type { ErrorProps } from 'vial'

export const head = { title: 'Something went wrong' }

export default function ErrorPage({ error, status, requestId }: ErrorProps) {
  return (
    <>
      <h1>Something went wrong</h1>
      <p>{error.message}</p>
      <p>
        <small>
          Status {status}, request {requestId}
        </small>
      </p>
    </>
  )
}
`

const favicon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="14" fill="#6750a4"/></svg>
`

const readme = `# NAME

\`\`\`sh
npm install
npm run dev                                             # http://localhost:5173
npm run check                                           # mistakes and types
npm test
npm run build
SESSION_SECRET="$(npx vial secret)" npm start           # http://localhost:3000
\`\`\`

Files in \`routes/\` become pages, and files in \`public/\` are served unchanged. \`npx vial routes\` lists the routes, and
\`npx vial doctor\` finds unsafe or missing settings before you deploy. \`dist/\` is all that a server needs: the build says
if it has to install packages besides.
`
