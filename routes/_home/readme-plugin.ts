// A Vite plugin that gives the home page the steps of README.md and the figures of the benchmark: `virtual:readme`.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Plugin } from 'vite'
import { highlightCode } from '../_site/highlight-code.ts'

/** A code block of README.md that starts with the name of its file. */
export interface Step {
  file: string
  code: string
  /** The code, highlighted. */
  html: string
}

/** A row of the benchmark, with its numbers as the benchmark's README has them. */
export interface Speed {
  page: string
  byHand: string
  vial: string
  ratio: string
}

/** What a visitor's browser loads, in kB with one decimal, as the benchmark measured it. */
export interface Sizes {
  /** A page with one island. */
  island: string
  hooks: string
  signals: string
  /** What the options of `navigation` add to a page. */
  pendingForms: string
  clientNavigation: string
}

const id = '\0virtual:readme'
const root = join(import.meta.dirname, '../..')
const readme = join(root, 'README.md')
const benchmark = join(root, 'framework/bench/README.md')

export function readmeTexts(): Plugin {
  return {
    name: 'readme-texts',
    resolveId: (source) => (source === 'virtual:readme' ? id : undefined),
    async load(module) {
      if (module !== id) return undefined
      this.addWatchFile(readme)
      this.addWatchFile(benchmark)
      const steps = await Promise.all(
        readSteps(await readFile(readme, 'utf8')).map(async ({ file, code }) => ({
          file,
          code,
          html: await highlightCode(code, 'tsx'),
        })),
      )
      const figures = await readFile(benchmark, 'utf8')
      const values = { steps, speed: readSpeed(figures), sizes: readSizes(figures) }
      return Object.entries(values)
        .map(([name, value]) => `export const ${name} = ${JSON.stringify(value)}\n`)
        .join('')
    },
    hotUpdate({ file, timestamp }) {
      if (file !== readme && file !== benchmark) return
      const { moduleGraph } = this.environment
      const module = moduleGraph.getModuleById(id)
      if (module) moduleGraph.invalidateModule(module, new Set(), timestamp)
    },
  }
}

/** Reads the code blocks that start with a comment such as `// routes/index.tsx`. */
export function readSteps(markdown: string): { file: string; code: string }[] {
  const blocks = markdown.replaceAll('\r\n', '\n').matchAll(/^```tsx\n\/\/ (\S+)\n(.*?)^```$/gms)
  return Array.from(blocks, ([, file = '', code = '']) => ({ file, code: code.trim() }))
}

/**
 * Reads the first table below the heading "Figures".
 *
 * @throws {Error} If there is no such table, or it lacks a column
 */
export function readSpeed(markdown: string): Speed[] {
  const [, section = ''] = markdown.replaceAll('\r\n', '\n').split('\n## Figures\n')
  const [header = [], , ...rows] = (section.match(/(?:^\|.*\n)+/m)?.[0] ?? '')
    .trim()
    .split('\n')
    .map((line) => line.split('|').slice(1, -1))
  const column = (name: string): number => {
    const index = header.findIndex((cell) => cell.trim() === name)
    if (index < 0) {
      throw new Error(
        `framework/bench/README.md: the table below "Figures" has no column "${name}". Add it, or change readme-plugin.ts.`,
      )
    }
    return index
  }
  const [page, byHand, vial, ratio] = [column('page'), column('by hand'), column('Vial'), column('ratio')]
  return rows.map((cells) => ({
    page: cells[page]?.trim() ?? '',
    byHand: cells[byHand]?.trim() ?? '',
    vial: cells[vial]?.trim() ?? '',
    ratio: cells[ratio]?.trim() ?? '',
  }))
}

/**
 * Reads the table of what a page with one island loads.
 *
 * @throws {Error} If a row is missing
 */
export function readSizes(markdown: string): Sizes {
  const rows = new Map(
    Array.from(markdown.matchAll(/^\|(.+)\|\r?$/gm), ([, text = '']) => {
      const [name = '', , vial = '', more = ''] = text.split('|').map((cell) => cell.trim())
      return [name, { vial, more }]
    }),
  )
  const size = (name: string, column: 'vial' | 'more'): string => {
    const bytes = Number(rows.get(name)?.[column] || Number.NaN)
    if (Number.isNaN(bytes)) {
      throw new Error(
        `framework/bench/README.md: the table of island sizes has no row "${name}" with bytes. Add it: node framework/bench/bytes.mjs`,
      )
    }
    return (bytes / 1000).toFixed(1)
  }
  return {
    island: size('without hooks', 'vial'),
    hooks: size('`useState`', 'vial'),
    signals: size('signals', 'vial'),
    pendingForms: size('pending forms', 'more'),
    clientNavigation: size('client navigation', 'more'),
  }
}
