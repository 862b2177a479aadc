// Documentation: names of files, parameters, layouts and middleware.
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
      <h2>Names</h2>
      <p>
        The path of a file in <code>routes/</code> is the path of its URL. Square brackets stand for whatever
        is in their place.
      </p>
      <Terms terms={names} />
      <p>
        A plain name wins over a parameter, and a parameter over a rest. Two files that answer the same URL
        stop the build, with both names. The URLs of pages have no slash at the end: a request for{' '}
        <code>/about/</code> is sent to <code>/about</code>.
      </p>

      <h2>Parameters with a form</h2>
      <p>
        <code>[id=int]</code> answers only what is a whole number, and gives you a number. <code>uuid</code>{' '}
        and <code>slug</code> are built in as well. Your own come from <code>routes/_params.ts</code>, which
        exports schemas of valibot, zod or any other library that follows Standard Schema.
      </p>
      <Code file="routes/_params.ts" code={params} />

      <h2>What a route file may export</h2>
      <Terms terms={exports} />
      <p>
        With <code>{'config = { stream: true }'}</code> a page is sent before all of it is ready: what is in a{' '}
        <code>&lt;Suspense&gt;</code> of preact/compat follows, part by part:{' '}
        <a href={href('/docs/streaming')}>streaming</a>.
      </p>

      <h2>Files with a meaning</h2>
      <p>
        A name that begins with an underscore is never a URL. Some of these names have a meaning; every other
        one is yours, for components and data.
      </p>
      <Terms terms={files} />
      <Code file="routes/admin/_middleware.ts" code={middleware} />

      <h2>Links</h2>
      <p>
        <code>href()</code> knows your routes and their parameters. A route that does not exist is an error in
        your editor, and what you pass is escaped.
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
  ['files/[...path].tsx', '/files/a and /files/a/b: path is an array'],
  ['(shop)/cart.tsx', '/cart: a folder in parentheses is no part of the URL'],
  ['feed.xml.ts', '/feed.xml: only the last extension is dropped'],
] as const

const exports = [
  ['default', 'The page: a Preact component. A file without one is an endpoint.'],
  ['loader', 'Data for the component. May return a Response, such as a redirect.'],
  ['POST PUT PATCH DELETE', 'Answers that method.'],
  ['GET', 'Answers GET on an endpoint.'],
  ['head', 'Title, meta, link and script tags: an object, or a function of the props.'],
  ['search', 'A schema for the query. The checked query is ctx.search; a wrong one is 400.'],
  ['middleware', 'Middleware for this route only.'],
  ['config', 'Settings such as bodyLimit, headers and stream, made of literals.'],
] as const

const files = [
  ['_app.tsx', 'The document around every page: html, head and body. Only in routes/ itself.'],
  ['_layout.tsx', 'Wraps the pages of its folder and below. May export a loader.'],
  ['_middleware.ts', 'Runs before everything in its folder and below.'],
  ['_404.tsx, _403.tsx, …', 'The page for that status, in any folder.'],
  ['_error.tsx', 'The page for every other error, in any folder.'],
  ['_params.ts', 'Your own forms of parameters.'],
  ['_server.ts', 'The settings of the server, and what starts and stops with it.'],
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
