// Documentation: file names, parameters, layouts and middleware.
import { href } from 'vial'
import { Code } from '../_site/code.tsx'
import { Intro } from './_intro.tsx'
import { createDocsHead } from './_pages.ts'
import { Terms } from './_terms.tsx'

export const head = createDocsHead('/docs/routing')

export default function Routing() {
  return (
    <>
      <Intro route="/docs/routing" />
      <h2>File names</h2>
      <p>
        The path of a file in <code>routes/</code> is the path of its URL. A name in square brackets is a
        parameter: it matches any value.
      </p>
      <Terms terms={names} />
      <p>
        A plain name takes precedence over a parameter, and a parameter over a rest parameter. If two files
        answer the same URL, the build fails and names both files. Page URLs have no trailing slash:{' '}
        <code>/about/</code> redirects to <code>/about</code>.
      </p>

      <h2>Typed parameters</h2>
      <p>
        <code>[id=int]</code> matches only integers, and <code>params.id</code> is a number. <code>uuid</code>{' '}
        and <code>slug</code> are built in as well. To define your own parameter types, export schemas from{' '}
        <code>routes/_params.ts</code>. Use Valibot, Zod or any other library that supports Standard Schema.
      </p>
      <Code file="routes/_params.ts" code={params} />

      <h2>What a route file may export</h2>
      <Terms terms={exports} />
      <p>
        With <code>{'config = { stream: true }'}</code>, the server sends the page before all of it is ready.
        The content of each <code>&lt;Suspense&gt;</code> follows as soon as it is available. See{' '}
        <a href={href('/docs/streaming')}>Streaming</a>.
      </p>

      <h2>Special files</h2>
      <p>
        A name that begins with an underscore is never a URL. The names below have a special meaning. Use any
        other name for your components and data.
      </p>
      <Terms terms={files} />
      <Code file="routes/admin/_middleware.ts" code={middleware} />

      <h2>Links</h2>
      <p>
        <code>href()</code> knows your routes and their parameters. A route that does not exist is a type
        error in your editor, and the values you pass are percent-encoded. <code>isActive()</code> tells
        whether a link leads to the current page, or with <code>children</code>, to one above it.
      </p>
      <Code file="Anywhere" code={link} />
    </>
  )
}

const names = [
  ['index.tsx', '/'],
  ['about.tsx', '/about'],
  ['blog/index.tsx', '/blog'],
  ['blog/[slug].tsx', '/blog/anything'],
  ['notes/[id=int].tsx', '/notes/7, but not /notes/seven'],
  ['[[lang]]/shop.tsx', '/shop and /de/shop'],
  ['files/[...path].tsx', '/files/a and /files/a/b; path is an array'],
  ['(shop)/cart.tsx', '/cart: a folder in parentheses is not part of the URL'],
  ['feed.xml.ts', '/feed.xml: only the last extension is dropped'],
] as const

const exports = [
  ['default', 'The page: a Preact component. A file without one is an endpoint.'],
  ['loader', 'Loads data for the component. It may return a Response, such as a redirect.'],
  ['POST PUT PATCH DELETE', 'Handle requests with that method.'],
  ['GET', 'Handles GET requests to an endpoint.'],
  ['head', 'The title and the meta, link and script tags: an object, or a function of the props.'],
  ['search', 'A schema for the query string. ctx.search is the validated query; an invalid one returns 400.'],
  ['middleware', 'Middleware for this route only.'],
  ['config', 'Settings such as bodyLimit, headers and stream. They must be literals.'],
] as const

const files = [
  ['_app.tsx', 'The document around every page: html, head and body. Only at the top of routes/.'],
  ['_layout.tsx', 'Wraps the pages of its folder and its subfolders. It may export a loader.'],
  ['_middleware.ts', 'Runs before every route in its folder and its subfolders.'],
  ['_404.tsx, _403.tsx, …', 'The page for that status, in any folder.'],
  ['_error.tsx', 'The page for every other error, in any folder.'],
  ['_params.ts', 'Your own parameter types.'],
  ['_server.ts', 'Server settings, and the code to run when the server starts and stops.'],
  ['*.island.tsx', 'A component that also runs in the browser.'],
  ['*.server.ts', 'Code that must never reach a browser.'],
] as const

const params = `
import * as v from 'valibot'

export const year = v.pipe(v.string(), v.regex(/^\\d{4}$/), v.transform(Number))
`

const middleware = `
import { HttpError, type Middleware } from 'vial'

const guard: Middleware = (ctx, next) => {
  if (ctx.session.role !== 'admin') throw new HttpError(403, 'For administrators only.')
  return next()
}

export default guard
`

const link = `
href('/notes/[id=int]', { id: 7 })                     // /notes/7
href('/notes', {}, { query: { q: 'a b' }, hash: 'top' }) // /notes?q=a+b#top
`
