// A Vite plugin that reads the Markdown files of the documentation and passes what it finds to the pages.
import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Plugin } from 'vite'
import { docsPages } from '../_pages.ts'
import { findDocsFiles } from './docs-files.ts'
import { listHeadings } from './heading-ids.ts'
import { formatMarkdown } from './page-markdown.ts'
import { parsePage } from './parse-page.ts'
import { createSearchIndex } from './search-index.ts'
import { formatSourceUrl } from './source-url.ts'

/** The source of each virtual module. They are declared in virtual-docs.d.ts. */
const modules: Record<string, () => string> = {
  'virtual:docs': writeDocsModule,
  'virtual:docs-markdown': writeMarkdownModule,
  'virtual:docs-search': () => writeExports({ indexText: JSON.stringify(createSearchIndex()) }),
}

/** Serves the virtual modules of the documentation. A change of a page takes effect at the next request. */
export function docs(): Plugin {
  return {
    name: 'docs',
    resolveId: (id) => (Object.hasOwn(modules, id) ? `\0${id}` : undefined),
    load: (id) => modules[id.slice(1)]?.(),
    hotUpdate({ file }) {
      if (!file.endsWith('.mdx')) return
      const { moduleGraph } = this.environment
      for (const id of Object.keys(modules)) {
        const module = moduleGraph.getModuleById(`\0${id}`)
        if (module) moduleGraph.invalidateModule(module)
      }
    },
  }
}

function writeDocsModule(): string {
  const files = [...findDocsFiles()]
  const headings = Object.fromEntries(files.map(([path, file]) => [path, listHeadings(parsePage(file))]))
  const { version, repository } = JSON.parse(readFileSync(join(root, 'framework/package.json'), 'utf8'))
  // The address of the repository is known from the first release on.
  const sourceUrls = repository.url
    ? Object.fromEntries(files.map(([path, file]) => [path, formatSourceUrl(repository.url, toPath(file))]))
    : {}
  return writeExports({ headings, sourceUrls, version })
}

const root = join(import.meta.dirname, '../../..')

function toPath(file: string): string {
  return relative(root, file).replaceAll('\\', '/')
}

function writeMarkdownModule(): string {
  const files = findDocsFiles()
  const markdown = Object.fromEntries(
    docsPages.flatMap((page) => {
      const file = files.get(page.route)
      return file ? [[page.route, formatMarkdown(parsePage(file), page)]] : []
    }),
  )
  return writeExports({ markdown })
}

function writeExports(values: Record<string, unknown>): string {
  return Object.entries(values)
    .map(([name, value]) => `export const ${name} = ${JSON.stringify(value)}\n`)
    .join('')
}
