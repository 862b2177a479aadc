import * as signals from '@preact/signals'
import type { JSX } from 'preact'
import { renderToString, renderToStringAsync } from 'preact-render-to-string'
import { beforeAll, describe, expect, it } from 'vitest'
import { compileBothWays } from '../../fixtures/precompile/both-ways.ts'
import { corpus, preamble } from '../../fixtures/precompile/corpus.ts'
import { renderParts } from '../../render/render-parts.ts'
import { renderTree } from '../../render/render-tree.ts'

type Create = () => JSX.Element

const renderers: Record<string, (create: Create) => string | Promise<string>> = {
  'renderToString() of the site': (create) => renderToString(create()),
  renderTree: (create) => renderTree(create, { isAsync: false }),
  'renderTree of an async page': (create) => renderTree(create, { isAsync: true }),
  renderParts: (create) => renderParts(create(), { onLate() {}, formatPlace: () => '' }).shell,
  renderToStringAsync: (create) => renderToStringAsync(create()),
}

const cases = Object.entries(corpus).flatMap(([subject, sources]) =>
  sources.map((source) => ({ subject, source })),
)
const code = `${preamble}
export const cases = [
${cases.map(({ source }) => `() => (${source})`).join(',\n')}
]`

describe('a precompiled element', () => {
  let both: Awaited<ReturnType<typeof compileBothWays>>

  beforeAll(async () => {
    both = await compileBothWays(code, { '@preact/signals': signals })
  })

  it('is one of at least 600 kinds, most of which are compiled', () => {
    expect(cases.length).toBeGreaterThan(600)
    expect(both.count).toBeGreaterThan(1500)
  })

  it.each(Object.keys(renderers))('renders to the same HTML: %s', async (name) => {
    const render = renderers[name]!
    const [ordinary, precompiled] = [both.ordinary, both.precompiled].map(({ cases }) => cases as Create[])
    const different: object[] = []
    for (const [index, { subject, source }] of cases.entries()) {
      const expected = await attempt(render, ordinary![index]!)
      const found = await attempt(render, precompiled![index]!)
      if (found !== expected) different.push({ subject, source, expected, found })
    }
    expect(different).toEqual([])
  })
})

async function attempt(
  render: (create: Create) => string | Promise<string>,
  create: Create,
): Promise<string> {
  try {
    return await render(create)
  } catch (error) {
    return `throws ${error}`
  }
}
