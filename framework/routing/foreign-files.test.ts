// Tests which names in routes/ are those of other frameworks.
import { describe, expect, it } from 'vitest'
import { findForeignFiles } from './foreign-files.ts'

describe('findForeignFiles()', () => {
  it.each([
    ['+page.svelte', 'has no meaning. Write routes/index.tsx.'],
    ['blog/+page.server.ts', 'has no meaning. Write routes/blog/index.tsx.'],
    ['blog/+layout.svelte', 'has no meaning. Write routes/blog/_layout.tsx.'],
    ['api/+server.ts', 'has no meaning. Write routes/api/index.ts.'],
    ['about.astro', 'is not a page. Write routes/about.tsx.'],
    [
      'about.mdx',
      "is not a page. Add a Markdown plugin to the Vite configuration, and write vial({ extensions: ['.mdx'] }). If it is not meant to be one, start its name with an underscore.",
    ],
    ['users/:id.tsx', 'takes :id as text. For a parameter, write [id].'],
    ['users/$id/edit.tsx', 'takes $id as text. For a parameter, write [id].'],
    ['notes.$slug.tsx', 'takes $slug as text. For a parameter, write [slug].'],
    ['users/{id}.ts', 'takes {id} as text. For a parameter, write [id].'],
    ['users/<int:id>.ts', 'takes <int:id> as text. For a parameter, write [id].'],
    ['404.tsx', 'answers /404 only. To show it for pages that do not exist, name it _404.tsx.'],
    [
      'shop/not-found.tsx',
      'answers /shop/not-found only. To show it for pages that do not exist, name it _404.tsx.',
    ],
    ['users.get.ts', 'answers /users.get. Write routes/users.ts, and export GET from it.'],
    ['api/users.post.ts', 'answers /api/users.post. Write routes/api/users.ts, and export POST from it.'],
    ['shop/button.client.tsx', 'is a route. Name a component for browsers button.island.tsx.'],
    ['middleware.ts', 'is a route. For middleware, name it _middleware.ts.'],
    ['server.ts', 'is a route. For the settings of the server, name it _server.ts.'],
    ['blog/_index.tsx', 'is private. Did you mean index.tsx?'],
    ['_document.tsx', 'is private. Did you mean _app.tsx?'],
    ['_not-found.tsx', 'is private. Did you mean _404.tsx?'],
    ['blog/_NotFound.jsx', 'is private. Did you mean _404.jsx?'],
    ['admin/_5xx.tsx', 'is private. Did you mean _error.tsx?'],
  ])('describes %s', (path, advice) => {
    expect(findForeignFiles([path], ['.tsx', '.ts'])).toEqual([`routes/${path} ${advice}`])
  })

  it.each([
    [['wiki/page.tsx', 'wiki/route.ts', 'wiki/layout.tsx']],
    [['(shop)/404.tsx', '_404.tsx']],
    [['404.tsx', '_404.tsx']],
    [['_parts/page.tsx', '_parts/$id.ts', 'blog/_content/about.astro']],
    [['route.island.tsx', 'page.test.tsx', 'route.d.ts']],
    [['homepage.tsx', 'routes.ts', 'page.css', 'page.mdx', '4040.tsx', 'a+page.tsx']],
    [['[id].tsx', '[...path].tsx', 'a-[x].tsx', 'price-$5.tsx', '$.tsx', 'feed.xml.ts']],
    [['server.ts', '_server.ts']],
    [['server.tsx', 'api/server.ts']],
    [['_index.tsx', 'index.tsx', 'middleware.tsx', 'api/middleware.ts', 'api/_middleware.ts']],
    [['about.mdx', 'README.md', '_notes.md', '_posts/one.md']],
    [['get.ts', 'client.tsx', 'v1.get-started.tsx']],
    [['_404.tsx', '_not-found.tsx', 'blog/_not-found.ts', '_error.tsx', '_4xx.tsx']],
    [['_document.ts', 'admin/_document.tsx', '.well-known/security.txt.ts']],
  ])('finds nothing in %j', (paths) => {
    expect(findForeignFiles(paths, ['.tsx', '.ts', '.mdx'])).toEqual([])
  })
})
