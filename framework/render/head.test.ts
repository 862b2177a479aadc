import { describe, expect, it } from 'vitest'
import { elementsOf } from '../fixtures/html-shape.ts'
import { formatHead, type Head, type HeadScript, mergeHeads } from './head.ts'

const nonce = (): string => 'N0nce'
const hostile = [
  '</script><script>alert(1)</script>',
  '<!--<script>',
  ']]>',
  '\u2028\u2029',
  '\\u003c/script>',
  '"><img src=x onerror=alert(1)>',
  '</title><script>alert(1)</script>',
]

describe('mergeHeads()', () => {
  it('lets entries of the page override those of its layouts by key', () => {
    const merged = mergeHeads([
      {
        title: 'Layout',
        meta: [
          { name: 'description', content: 'outer' },
          { property: 'og:type', content: 'website' },
        ],
        link: [
          { rel: 'canonical', href: '/outer' },
          { rel: 'icon', href: '/icon.svg' },
        ],
        htmlAttrs: { lang: 'en', class: 'outer' },
      },
      {
        title: 'Page',
        meta: [{ name: 'description', content: 'inner' }],
        link: [{ rel: 'canonical', href: '/inner' }],
        htmlAttrs: { class: 'inner' },
      },
    ])

    expect(merged).toEqual({
      title: 'Page',
      meta: [
        { name: 'description', content: 'inner' },
        { property: 'og:type', content: 'website' },
      ],
      link: [
        { rel: 'canonical', href: '/inner' },
        { rel: 'icon', href: '/icon.svg' },
      ],
      htmlAttrs: { lang: 'en', class: 'inner' },
    })
  })

  it('inserts a plain title into the nearest template', () => {
    const outer = { title: { template: '%s · Vial', default: 'Vial' } }
    const inner = { title: { template: '%s · Docs', default: 'Docs' } }

    expect(mergeHeads([outer]).title).toBe('Vial')
    expect(mergeHeads([outer, {}]).title).toBe('Vial')
    expect(mergeHeads([outer, { title: 'Notes' }]).title).toBe('Notes · Vial')
    expect(mergeHeads([outer, { title: 'Docs' }, { title: 'Errors' }]).title).toBe('Errors · Vial')
    expect(mergeHeads([outer, inner]).title).toBe('Docs · Vial')
    expect(mergeHeads([outer, inner, { title: 'Errors' }]).title).toBe('Errors · Docs')
  })

  it('uses a title literally, even if it looks like a replacement pattern', () => {
    const layout = { title: { template: '%s · Vial', default: 'Vial' } }

    expect(mergeHeads([layout, { title: "$& $' %s $$" }]).title).toBe("$& $' %s $$ · Vial")
  })

  it('refuses a template without a placeholder', () => {
    const layout = { title: { template: 'Vial', default: 'Vial' } }

    expect(() => mergeHeads([layout, { title: 'Notes' }])).toThrow(/Add %s where/)
  })

  it('keeps entries with different keys, and does not render the keys', () => {
    const images = ['a', 'b'].map((key) => ({ property: 'og:image', content: `/${key}.png`, key }))
    const merged = mergeHeads([{ meta: images }, { meta: [{ ...images[1]!, content: '/c.png' }] }])

    expect(formatHead(merged, nonce)).toBe(
      '<meta property="og:image" content="/a.png"><meta property="og:image" content="/c.png">',
    )
  })

  it('keeps entries that may occur more than once', () => {
    const colours = [
      { name: 'theme-color', content: '#fff', media: '(prefers-color-scheme: light)' },
      { name: 'theme-color', content: '#000', media: '(prefers-color-scheme: dark)' },
    ]

    expect(mergeHeads([{}, { meta: colours }]).meta).toEqual(colours)
  })
})

describe('formatHead()', () => {
  it('formats title, meta, link and scripts', () => {
    const head: Head = {
      title: 'A & B',
      meta: [{ name: 'description', content: '"quoted"' }],
      link: [{ rel: 'preload', href: '/a?b&c', crossorigin: true, media: undefined }],
      script: [
        { type: 'application/ld+json', children: { name: '</script>' } },
        { src: '/x.js', defer: true },
      ],
    }

    expect(formatHead(head, nonce)).toBe(
      '<title>A &amp; B</title><meta name="description" content="&quot;quoted&quot;">' +
        '<link rel="preload" href="/a?b&amp;c" crossorigin>' +
        '<script type="application/ld+json">{"name":"\\u003c/script>"}</script>' +
        '<script src="/x.js" defer></script>',
    )
  })

  it.each([undefined, 'module', 'importmap', 'speculationrules', 'text/javascript', 'jsonx/x', 'json'])(
    'gives an inline script of type %s a nonce',
    (type) => {
      const html = formatHead({ script: [{ type, children: 'a' } as HeadScript] }, nonce)

      expect(html).toContain('nonce="N0nce"')
    },
  )

  it.each(['application/ld+json', 'application/json', 'APPLICATION/LD+JSON', 'model/gltf+json'])(
    'asks for no nonce for data of type %s, which browsers do not run',
    (type) => {
      const neverAsked = (): string => {
        throw new Error('asked for a nonce')
      }

      expect(formatHead({ script: [{ type, children: { a: 1 } }] }, neverAsked)).toBe(
        `<script type="${type}">{"a":1}</script>`,
      )
    },
  )

  it.each(hostile)('keeps the structure of the document with %j in every position', (text) => {
    const write = (value: string): string =>
      formatHead(
        {
          title: value,
          meta: [{ name: value, content: value }],
          link: [{ rel: 'alternate', href: value }],
          script: [
            { type: 'application/ld+json', children: { [value]: value } },
            { children: `log("${value}")` },
          ],
        },
        nonce,
      )

    expect(elementsOf(write(text))).toEqual(elementsOf(write('x')))
  })

  it('preserves the value of a script with hostile content, as an object and as text', () => {
    for (const value of hostile) {
      for (const children of [{ value }, JSON.stringify({ value })]) {
        const html = formatHead({ script: [{ type: 'application/json', children }] }, nonce)
        const [, json] = html.match(/<script[^>]*>(.*)<\/script>/s) ?? []
        expect(JSON.parse(json!)).toEqual({ value })
      }
    }
  })

  it('formats JSON without characters that end a script or a line', () => {
    const children = { name: '</script><!--\u2028\u2029' }
    const html = formatHead({ script: [{ type: 'application/ld+json', children }] }, nonce)

    expect(html).toContain('{"name":"\\u003c/script>\\u003c!--\\u2028\\u2029"}')
  })

  it.each(['\x01javascript:alert(1)', 'java\tscript:alert(1)', ' JaVaScRiPt:alert(1)', 'vbscript:x'])(
    'refuses %j as the URL of a link or a script',
    (address) => {
      expect(() => formatHead({ link: [{ rel: 'icon', href: address }] }, nonce)).toThrow(
        /^head\.link: .* is code/,
      )
      expect(() => formatHead({ script: [{ src: address }] }, nonce)).toThrow(/^head\.script: .* is code/)
    },
  )

  it('allows data: URLs for images', () => {
    expect(formatHead({ link: [{ rel: 'icon', href: 'data:,' }] }, nonce)).toBe(
      '<link rel="icon" href="data:,">',
    )
  })

  it('drops attribute names that could end the tag', () => {
    const names = ['x><script>', 'a b', '"', "'", '/', '=', '\0', '\n', 'onload=x']
    const link = Object.fromEntries([['rel', 'icon'], ...names.map((name) => [name, 'x'])])

    expect(formatHead({ link: [link] }, nonce)).toBe('<link rel="icon">')
  })
})
