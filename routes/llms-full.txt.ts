// The whole documentation as one Markdown file, for language models (llmstxt.org).
import { markdown } from 'virtual:docs-markdown'
import { docsOrder } from './docs/_pages.ts'

const text = docsOrder.map(({ route }) => markdown[route] ?? '').join('\n---\n\n')

export function GET() {
  return text
}
