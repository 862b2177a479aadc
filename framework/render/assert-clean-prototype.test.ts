import { afterEach, describe, expect, it } from 'vitest'
import { h } from 'preact'
import { Suspense } from 'preact/compat'
import { elementsOf } from '../fixtures/html-shape.ts'
import { createLiteralSite } from '../fixtures/literal-site.ts'
import { assertCleanPrototype } from './assert-clean-prototype.ts'

const page = (text: string): object => ({ default: () => h('p', { class: 'a' }, text) })
const Late = (async () => h('b', null, await Promise.resolve('late'))) as never
const site = createLiteralSite({
  '_layout.tsx': { default: ({ children }: { children: never }) => h('main', null, children) },
  '_error.tsx': { default: () => h('p', null, 'error page') },
  'index.tsx': page('home'),
  'late.tsx': { default: () => h('p', null, h(Late, null)) },
  'parts.tsx': {
    config: { stream: true },
    default: () => h(Suspense, { fallback: h('i', null) }, h(Late, null)),
  },
  'api.ts': { GET: () => ({ fine: true }) },
})
const paths = ['/', '/late', '/parts', '/nope']
const bodiesOf = (): Promise<string[]> =>
  Promise.all(paths.map(async (path) => (await site.text(path)).replaceAll(/nonce-?=?[^ >]+/g, '')))

const names = ['polluted', 'dangerouslySetInnerHTML', '__html', 'children', 'tpl', 'onclick']
const prototype = Object.prototype as unknown as Record<string, unknown>
const pollute = (name: string): void => {
  prototype[name] = name === 'dangerouslySetInnerHTML' ? { __html: '<script>x</script>' } : '"><script>'
}

afterEach(() => {
  for (const name of names) delete prototype[name]
})

describe('assertCleanPrototype()', () => {
  it('accepts the prototypes of the platform', () => {
    expect(assertCleanPrototype).not.toThrow()
  })

  it.each(names)('refuses to render anything while Object.prototype has %s', async (name) => {
    const before = await bodiesOf()
    const ownPage = await createLiteralSite({}).text('/')
    site.log.length = 0
    const answers: { status: number; text: string }[] = []
    pollute(name)
    try {
      for (const path of paths) {
        const response = await site.fetch(path)
        answers.push({ status: response.status, text: await response.text() })
      }
      expect(await site.text('/api')).toBe('{"fine":true}')
    } finally {
      delete prototype[name]
    }

    // Neither pages nor error pages of the site: the built-in error page, which is not a component.
    expect(answers.map(({ status }) => status)).toEqual([500, 500, 500, 404])
    for (const { text } of answers) {
      expect(text).toMatch(/<title>(500 Internal Server Error|404 Not Found)<\/title>/)
      expect(elementsOf(text)).toEqual(elementsOf(ownPage))
    }
    const messages = site.log.map(({ fields }) => String((fields.err as Error).message))
    expect(messages[0]).toMatch(`Object.prototype has the property "${name}"`)
    // Everything works again once the property is removed.
    expect(await bodiesOf()).toEqual(before)
  })
})
