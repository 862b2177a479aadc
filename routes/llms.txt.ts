// An overview of the documentation for language models (llmstxt.org), with links to the pages as Markdown.
import { type Context, publicUrl } from 'vial'
import { markdown } from 'virtual:docs-markdown'
import { docsGroups } from './docs/_groups.ts'

export function GET({ url }: Context<'/llms.txt'>) {
  const groups = docsGroups.map(({ title, pages }) => {
    const links = pages
      .filter(({ route }) => Object.hasOwn(markdown, route))
      .map((page) => `- [${page.title}](${url.origin}${publicUrl(`${page.route}.md`)}): ${page.summary}`)
    return `## ${title}\n\n${links.join('\n')}\n`
  })
  return [
    introduction,
    `All pages in one file: ${url.origin}${publicUrl('/llms-full.txt')}\n`,
    ...groups,
  ].join('\n')
}

const introduction = `# Vial

> A web framework for TypeScript: a file in routes/ is a page or an endpoint, rendered with Preact on the server for every
> request, with the visitor's session at hand. It is a Vite plugin; the built site runs on Node.js.
`
