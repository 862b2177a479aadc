// Tests for the texts that the home page takes from the READMEs.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readSizes, readSpeed, readSteps } from './readme-plugin.ts'

const root = join(import.meta.dirname, '../..')
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const benchmark = readFileSync(join(root, 'framework/bench/README.md'), 'utf8')

describe('readSteps', () => {
  it('reads code blocks that name their file', () => {
    const markdown =
      '```tsx\n// routes/a.tsx\nconst a = 1\n```\n\n```tsx\nno name\n```\n\n```sh\n# routes/b\n```\n'
    expect(readSteps(markdown)).toEqual([{ file: 'routes/a.tsx', code: 'const a = 1' }])
    expect(readSteps(markdown.replaceAll('\n', '\r\n'))).toEqual(readSteps(markdown))
  })

  it('finds the three steps of README.md', () => {
    expect(readSteps(readme).map(({ file }) => file)).toEqual([
      'routes/hello/[name].tsx',
      'routes/hello/[name].tsx',
      'routes/hello/index.tsx',
    ])
  })
})

describe('readSpeed', () => {
  it('reads the columns by their names', () => {
    const table = '## Figures\n\ntext\n\n| Vial | page | more | by hand | ratio |\n|--:|---|--:|--:|--:|\n'
    expect(readSpeed(`\n${table}| 2 | hello | x | 4 | 0.5 |\n\n| other |\n`)).toEqual([
      { page: 'hello', byHand: '4', vial: '2', ratio: '0.5' },
    ])
  })

  it('names the column that is missing', () => {
    expect(() => readSpeed('\n## Figures\n\n| page | Vial |\n|---|--:|\n')).toThrow(
      /bench\/README\.md: .*no column "by hand"/,
    )
  })
})

describe('The speed table of README.md', () => {
  it('has the figures of the benchmark', () => {
    const rows = readSpeed(benchmark)
    expect(rows.length).toBeGreaterThan(3)
    const known = readme.replaceAll(/ +/g, ' ')
    const line = ({ page, byHand, vial, ratio }: (typeof rows)[number]) =>
      `| ${page} | ${byHand} | ${vial} | ${ratio} |`
    expect(rows.map(line).filter((text) => !known.includes(text))).toEqual([])
  })
})

describe('readSizes()', () => {
  it('reads the bytes of each row in kB', () => {
    const rows = [
      '| one island, bytes with gzip | by hand | Vial | more |',
      '|---|--:|--:|--:|',
      '| without hooks | 5098 | 5961 | 863 |',
      '| `useState` | 6013 | 7128 | 1115 |',
      '| signals | 8576 | 9717 | 1141 |',
      '| pending forms | | | 449 |',
      '| client navigation | | | 3170 |',
    ]
    const sizes = {
      island: '6.0',
      hooks: '7.1',
      signals: '9.7',
      pendingForms: '0.4',
      clientNavigation: '3.2',
    }
    expect(readSizes(rows.join('\n'))).toEqual(sizes)
    expect(readSizes(rows.join('\r\n'))).toEqual(sizes)
    expect(() => readSizes(rows.slice(0, -1).join('\n'))).toThrow(/no row "client navigation"/)
  })
})

describe('The sizes of README.md', () => {
  it('are those of the benchmark', () => {
    const { island, hooks, signals, pendingForms, clientNavigation } = readSizes(benchmark)
    const known = readme.replaceAll(/ +/g, ' ')
    for (const row of [
      `| the first island, with Preact (${hooks} kB with hooks, ${signals} kB with signals) | ${island} kB |`,
      `| marks on forms that are on the way, if you turn them on | ${pendingForms} kB |`,
      `| client navigation, if you turn it on | ${clientNavigation} kB |`,
    ]) {
      expect(known).toContain(row)
    }
  })
})
