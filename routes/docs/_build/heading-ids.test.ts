import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { describe, expect, it } from 'vitest'
import { addHeadingIds, listHeadings } from './heading-ids.ts'

function parse(markdown: string) {
  const tree = unified().use(remarkParse).parse(markdown)
  addHeadingIds(tree)
  return listHeadings(tree)
}

describe('addHeadingIds()', () => {
  it('makes an id from the text of a heading alone, so other headings cannot change it', () => {
    const [alone] = parse('## The `form` prop, *explained*')
    expect(alone).toEqual({ id: 'the-form-prop-explained', text: 'The form prop, explained', depth: 2 })
    expect(parse('## Another one\n\n## The `form` prop, *explained*').at(-1)).toEqual(alone)
  })

  it('numbers headings with the same text', () => {
    expect(parse('## Rules\n\n### Rules').map(({ id }) => id)).toEqual(['rules', 'rules-1'])
  })
})

describe('listHeadings()', () => {
  it('lists the second and third level', () => {
    expect(parse('# One\n\n## Two\n\n### Three\n\n#### Four').map(({ text }) => text)).toEqual([
      'Two',
      'Three',
    ])
  })
})
