// Tests that data of visitors is shown as text, wherever a page gets it from.
import { type ComponentChildren, h } from 'preact'
import { describe, expect, it } from 'vitest'
import { elementsOf } from '../../fixtures/html-shape.ts'
import { cookiesOf, createLiteralSite, formPost } from '../../fixtures/literal-site.ts'
import { createIsland } from '../../render/island.ts'
import type { Context } from '../context/context.ts'
import type { PageProps } from '../page/page-props.ts'

const image = { type: 'img', props: { src: 'x', onerror: 'alert(1)' }, constructor: null }
const child = (value: unknown): ComponentChildren => value as ComponentChildren

const browserFiles = {
  start: '/_vial/client.js',
  findIsland: () => ({ name: 'a.js', urls: ['/_vial/a.js'] }),
  revive: { name: 'revive.js', urls: [] },
  reviveSignals: { name: 'revive-signals.js', urls: [] },
  moveSlots: { name: 'move-slots.js', urls: [] },
  scheduleHydration: { name: 'schedule-hydration.js', urls: [] },
}

describe('data that looks like an element', () => {
  const site = createLiteralSite({
    'page.tsx': {
      loader: async (ctx: Context) => JSON.parse(ctx.query.get('json') ?? 'null'),
      POST: async (ctx: Context) => {
        const form = await ctx.form()
        return { ...form.data, type: 'img', props: { src: 'x' }, constructor: null }
      },
      default: ({ data, form, url, params, search, session }: PageProps) =>
        h(
          'main',
          null,
          child(data),
          child(form),
          child(Object.fromEntries(url.searchParams)),
          child(params),
          child(search),
          child((session as { stored?: unknown }).stored),
          child(session),
        ),
    },
    'json.tsx': {
      POST: (ctx: Context) => ctx.json(),
      default: ({ form }: PageProps) => h('main', null, child(form)),
    },
    'store.ts': {
      POST: (ctx: Context) => Object.assign(ctx.session, { stored: image, type: 'img', props: { src: 'x' } }),
    },
  })
  const shapeOf = async (path: string, init?: RequestInit): Promise<string[]> =>
    elementsOf(await site.text(path, init)).filter((element) => /^(main|img|script)/.test(element))

  it('renders as nothing if it comes from the query, an object or JSON that a loader parsed', async () => {
    expect(await shapeOf('/page?type=img&props=x&constructor=')).toEqual(['main'])
    for (const json of [image, [image], { ...image, __v: 1, key: null, ref: null }]) {
      expect(await shapeOf(`/page?json=${encodeURIComponent(JSON.stringify(json))}`)).toEqual(['main'])
    }
  })

  it('renders as nothing if it comes from a form or a JSON body', async () => {
    expect(await shapeOf('/page', formPost({ type: 'img', 'props[src]': 'x', constructor: '' }))).toEqual([
      'main',
    ])
    const headers = { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' }
    const body = JSON.stringify(image)
    expect(await shapeOf('/json', { method: 'POST', headers, body })).toEqual(['main'])
  })

  it('renders as nothing if it comes from the session', async () => {
    const cookie = cookiesOf(await site.fetch('/store', formPost({})))
    expect(cookie).not.toBe('')
    expect(await shapeOf('/page', { headers: { cookie } })).toEqual(['main'])
  })
})

const payloads = [
  '</script><script>alert(1)</script>',
  '<!--<script>',
  '-->',
  '--!>',
  ']]>',
  '"><script>alert(1)</script>',
  "'><img src=x onerror=alert(1)>",
  '\u2028\u2029',
  '\\u003c/script>',
  '<!--/vial--><!--vial {}-->',
]

describe('hostile text', () => {
  const Island = createIsland(() => h('b', null, 'island'), { file: 'routes/a.island.tsx', name: 'default' })
  const site = createLiteralSite(
    {
      'page.tsx': {
        loader: (ctx: Context) => ctx.query.get('value'),
        head: ({ data }: { data: string }) => ({
          title: data,
          meta: [{ name: data, content: data }],
          script: [{ type: 'application/ld+json', children: { [data]: [data] } }],
        }),
        default: ({ data }: PageProps) => {
          const text = data as unknown as string
          return h(
            'main',
            null,
            h(Island, { [text]: text, json: { [text]: text }, map: new Map([[text, new Set([text])]]) }),
            text,
          )
        },
      },
      'search.tsx': {
        default: ({ url }: PageProps) => {
          const q = url.searchParams.getAll('q') as never
          return h('p', null, h('input', { value: q, class: q, id: q, 'data-q': q }), h('a', { href: q }))
        },
      },
      'names/[param].tsx': {
        POST: async (ctx: Context) => {
          const { values } = await ctx.form()
          ctx.session[Object.keys(values)[0]! as never] = Object.keys(values)[0] as never
          return {
            ok: false,
            values,
            errors: Object.fromEntries(Object.keys(values).map((name) => [name, [name]])),
          }
        },
        default: ({ form, url, params, session }: PageProps) => {
          const { values = {}, errors = {} } = (form ?? {}) as unknown as Record<string, object>
          const records = [Object.fromEntries(url.searchParams), params, values, errors, { ...session }]
          const names = records.flatMap((record) => Object.keys(record))
          return h(
            'main',
            null,
            h('p', { title: JSON.stringify(records) }, JSON.stringify(params)),
            h(Island, { records, map: new Map(records.flatMap((record) => Object.entries(record))) }),
            h('ul', null, names.length > 0 && names.map((name) => h('li', { key: name, id: name }, name))),
          )
        },
      },
      'cookies.tsx': {
        default: ({ data }: PageProps) => h('p', null, data as never),
        loader: (ctx: Context) => `${ctx.request.headers.get('cookie')} ${[...ctx.request.headers.keys()]}`,
      },
    },
    { browserFiles },
  )

  it.each(payloads)(
    'does not change the structure of a page with islands, head and data: %j',
    async (text) => {
      const shape = async (value: string): Promise<string[]> =>
        elementsOf(await site.text(`/page?value=${encodeURIComponent(value)}`))

      expect(await shape(text)).toEqual(await shape('x'))
      expect((await shape(text)).filter((element) => element === '#comment').length).toBeGreaterThan(1)
    },
  )

  it('stays inside the attribute if a parameter occurs twice', async () => {
    const shape = async (value: string): Promise<string[]> =>
      elementsOf(await site.text(`/search?q=${encodeURIComponent(value)}&q=x`))

    expect(await shape('"><script>alert(1)</script>')).toEqual(await shape('x'))
  })

  it.each(payloads)('is harmless as the name of a parameter, a field or a property: %j', async (text) => {
    const shape = async (name: string): Promise<string[]> => {
      const path = `/names/${encodeURIComponent(name)}?${new URLSearchParams({ [name]: name })}`
      const answer = await site.fetch(path, formPost({ [name]: name }))
      expect(answer.status).toBe(200)
      return elementsOf(await answer.text())
    }

    expect(await shape(text)).toEqual(await shape('x'))
  })

  it('is harmless as the name of a header or a cookie', async () => {
    for (const text of ['<script>', '"><img src=x>', "'--!>"]) {
      const html = await site.text('/cookies', { headers: { cookie: `${text}=${text}; a=${text}` } })
      expect(elementsOf(html)).toEqual(elementsOf(await site.text('/cookies')))
    }
    // Markup is not a valid header name: the platform refuses it.
    expect(() => new Headers([['<script>', 'x']])).toThrow(TypeError)
    const setter = createLiteralSite({
      'set.ts': { GET: (ctx: Context) => ctx.cookies.set(ctx.query.get('name')!, 'x') },
      'head.ts': { GET: (ctx: Context) => ctx.headers.set(ctx.query.get('name')!, 'x') },
    })
    for (const name of ['a;b', 'a=b', 'a\r\nb', '<a>']) {
      for (const path of ['/set', '/head']) {
        const answer = await setter.fetch(`${path}?name=${encodeURIComponent(name)}`)
        expect(answer.status, `${path} ${name}`).toBe(500)
        expect(answer.headers.getSetCookie()).toEqual([])
      }
    }
  })
})
