// Formats the documentation as Markdown files for the npm package, with links between the files.
import { posix } from 'node:path'
import { docsGroups } from '../_groups.ts'
import { docsPages } from '../_pages.ts'
import { findDocsFiles } from './docs-files.ts'
import { formatMarkdown } from './page-markdown.ts'
import { parsePage } from './parse-page.ts'

/** Returns the text of each file, by its path below the folder of the documentation. */
export function formatPackageDocs(): Map<string, string> {
  const files = findDocsFiles()
  const texts = new Map([['index.md', formatIndex()]])
  for (const page of docsPages) {
    const file = files.get(page.route)
    if (!file) continue
    const name = toName(page.route)
    texts.set(
      name,
      formatMarkdown(parsePage(file), page, (url) => toRelative(url, name)),
    )
  }
  return texts
}

function formatIndex(): string {
  const groups = docsGroups.map(({ title, pages }) => {
    const links = pages
      .filter(({ route }) => names.has(route))
      .map((page) => `- [${page.title}](${toName(page.route)}): ${page.summary}`)
    return `## ${title}\n\n${links.join('\n')}\n`
  })
  return ['# The documentation of Vial\n', ...groups].join('\n')
}

/** The file of each page: `/docs/routing` is `routing.md`, and a page with pages below it is an `index.md`. */
const names = new Map(
  Array.from(findDocsFiles().keys(), (route) => {
    const isFolder = docsPages.some((page) => page.route.startsWith(`${route}/`))
    return [route, `${route.slice('/docs/'.length)}${isFolder ? '/index' : ''}.md`]
  }),
)

function toName(route: string): string {
  return names.get(route) ?? 'index.md'
}

/** Returns the path from one file to the page of a URL; `undefined` for the other pages of the site. */
function toRelative(url: string, from: string): string | undefined {
  if (!url.startsWith('/')) return url
  const [path = '', hash] = url.split('#')
  if (path !== '/docs' && !names.has(path)) return undefined
  const relative = posix.relative(posix.dirname(from), toName(path))
  return hash === undefined ? relative : `${relative}#${hash}`
}
