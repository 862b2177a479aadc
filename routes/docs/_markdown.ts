// The documentation as Markdown, for tools that read text.
import { notFound } from 'vial'
import { markdown } from 'virtual:docs-markdown'

/**
 * Responds with a page as Markdown.
 *
 * @param path The path of the page without a base and without `.md`
 * @throws HttpError 404 if there is no such page
 */
export function respondWithMarkdown(path: string): Response {
  const text = (Object.hasOwn(markdown, path) && markdown[path]) || notFound('There is no such page.')
  return new Response(text, { headers: { 'content-type': 'text/markdown; charset=utf-8' } })
}
