// Finds the Markdown files of the documentation.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '..')

/** Lists the pages that are Markdown, by the path of their URL without a base: `/docs/routing`. */
export function findDocsFiles(): Map<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  const pages = names.filter((name) => name.endsWith('.mdx') && !/(^|[\\/])_/.test(name))
  return new Map(pages.map((name) => [toPath(name), join(folder, name)]))
}

function toPath(name: string): string {
  return `/docs/${name.replaceAll('\\', '/')}`.replace(/(\/index)?\.mdx$/, '')
}
