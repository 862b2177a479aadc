import { readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import remarkGfm from 'remark-gfm'
import remarkFrontmatter from 'remark-frontmatter'
import remarkMdx from 'remark-mdx'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { describe, expect, it } from 'vitest'
import { findDocsFiles } from './docs-files.ts'
import { formatMarkdown } from './page-markdown.ts'
import { parsePage } from './parse-page.ts'

const page = { title: 'Page', summary: 'What it is about.' }

function format(source: string): string {
  const parser = unified().use(remarkParse).use(remarkMdx).use(remarkGfm).use(remarkFrontmatter)
  return formatMarkdown(parser.parse(source), page)
}

describe('formatMarkdown()', () => {
  it('begins with the title and the summary, without frontmatter, imports and components', () => {
    const source =
      '---\ntitle: Page\n---\n\nimport { Intro } from \'./_intro.tsx\'\n\n<Intro route="/docs/page" />\n\nText.'
    expect(format(source)).toBe('# Page\n\nWhat it is about.\n\nText.\n')
  })

  it('keeps code with its file name', () => {
    expect(format('```ts routes/a.ts\nexport const a = `{}`\n```')).toContain(
      '```ts routes/a.ts\nexport const a = `{}`\n```\n',
    )
  })

  it('writes terms as a list, and elements as what they contain', () => {
    expect(format("<Terms\n  terms={[\n    ['a*', 'First'],\n    ['b', 'Second'],\n  ]}\n/>")).toContain(
      '- `a*`: First\n- `b`: Second\n',
    )
    expect(format('<aside>\n  Keep **this**.\n</aside>')).toContain('Keep **this**.\n')
  })

  it('writes links of both kinds', () => {
    expect(format("<a href={href('/notes')}>Notes</a>, and [more](/docs).")).toContain(
      '[Notes](/notes), and [more](/docs).\n',
    )
  })
})

describe('the pages', () => {
  it('contain no component after formatting', () => {
    const texts = Array.from(findDocsFiles().values(), (file) => formatMarkdown(parsePage(file), page))
    const prose = texts.map((text) => text.replace(/^ *```.*?^ *```$|`[^`]+`/gms, '')).join('\n')
    expect(prose.match(/<[A-Za-z][^>]*>|^import .* from .*/gm)).toBeNull()
  })

  it('are in folders with an endpoint that responds with Markdown', () => {
    const folders = new Set(Array.from(findDocsFiles().values(), dirname))
    const withoutEndpoint = [...folders].filter((folder) => !readdirSync(folder).includes('[page].md.ts'))
    expect(withoutEndpoint).toEqual([])
  })
})
