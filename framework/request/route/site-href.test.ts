// Tests that links lead to pages whose URL is exactly the link.
import fc from 'fast-check'
import { h } from 'preact'
import { describe, expect, it } from 'vitest'
import { createLiteralSite, type LiteralSite } from '../../fixtures/literal-site.ts'
import { isActive } from '../context/is-active.ts'
import { href } from './site-href.ts'

const page = {
  default: ({ url }: { url: URL }) =>
    h('p', null, url.pathname, h('b', null, String(isActive(url.pathname)))),
}

// RFC 3986, section 3.3: pchar = unreserved / pct-encoded / sub-delims / ":" / "@"
const unreserved = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~'
const pchars = [...unreserved, ...`!$&'()*+,;=`, ':', '@']
const others = [...' "%#?/\\<>[]^`{|}', 'é', 'ß', '日', '😀', 'e\u0301', '\u200b']
const isPath = (text: string): boolean => text !== '.' && text !== '..'
const texts = fc
  .string({ unit: fc.constantFrom(...pchars, ...others), minLength: 1, maxLength: 8 })
  .filter(isPath)

const files = [
  'p/[x].tsx',
  'm/v-[x].tsx',
  'm/[x]-[y]-z.tsx',
  'o/[[x]]/end.tsx',
  'o/[[x]].tsx',
  'r/[...path].tsx',
  'r0/[[...path]].tsx',
  `c++/@me, you & 'us' (a*b;c=d!$~_).tsx`,
  'über uns/日本.tsx',
  'c#/50%.tsx',
]
const modules = Object.fromEntries(files.map((file) => [file, page]))

/** Requests a link, and returns the path that the page sees. Fails on a redirect. */
async function visit(site: LiteralSite, link: string): Promise<string> {
  const response = await site.fetch(link, { redirect: 'manual' })
  expect([link, response.status]).toEqual([link, 200])
  const [, pathname, active] = /<p>(.*)<b>(.*)<\/b><\/p>/s.exec(await response.text()) ?? []
  expect(active).toBe('true')
  return decodeHtml(pathname!)
}

function decodeHtml(html: string): string {
  return html
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
}

const link = href as (route: string, params?: object, options?: object) => string

describe('href()', () => {
  it.each([
    ['/', 'never'],
    ['/', 'ignore'],
    ['/', 'always'],
    ['/app/', 'never'],
    ['/app/', 'always'],
  ] as const)(
    'is url.pathname on the page, with base %s and trailingSlash %s',
    async (base, trailingSlash) => {
      const site = createLiteralSite(modules, { base, trailingSlash })
      await site.handler.open()
      for (const character of [...pchars, ...others]) {
        for (const x of [`a${character}`, character].filter(isPath)) {
          expect(await visit(site, link('/p/[x]', { x }))).toBe(link('/p/[x]', { x }))
        }
      }
      const cases = fc.oneof(
        fc.tuple(fc.constantFrom('/p/[x]', '/m/v-[x]', '/o/[[x]]/end', '/o/[[x]]'), fc.record({ x: texts })),
        fc.tuple(fc.constant('/m/[x]-[y]-z'), fc.record({ x: fc.constantFrom('a', 'c++', 'ß'), y: texts })),
        fc.tuple(fc.constantFrom('/o/[[x]]/end', '/o/[[x]]'), fc.constant({})),
        fc.tuple(fc.constant('/r/[...path]'), fc.record({ path: fc.array(texts, { minLength: 1 }) })),
        fc.tuple(fc.constant('/r0/[[...path]]'), fc.record({ path: fc.array(texts) })),
        fc.tuple(fc.constantFrom(...files.slice(-3).map((file) => `/${file.slice(0, -4)}`)), fc.constant({})),
      )
      await fc.assert(
        fc.asyncProperty(cases, async ([route, params]) => {
          expect(await visit(site, link(route, params))).toBe(link(route, params))
        }),
        { numRuns: 200 },
      )
    },
  )

  it('ends with a slash if the site says so, except for names with a dot in the route', async () => {
    const site = createLiteralSite(
      { ...modules, 'feed.xml.ts': { GET: () => 'feed' } },
      { trailingSlash: 'always' },
    )
    await site.handler.open()

    expect(link('/')).toBe('/')
    expect(link('/p/[x]', { x: 'v1.2' }, { query: { a: '/b' }, hash: 'c' })).toBe('/p/v1.2/?a=%2Fb#c')
    expect(link('/feed.xml')).toBe('/feed.xml')
    expect(link('/[name].xml', { name: 'a' })).toBe('/a.xml')
  })
})
