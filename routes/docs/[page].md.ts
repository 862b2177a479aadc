// A page of the documentation as Markdown: /docs/routing.md
import type { Context } from 'vial'
import { respondWithMarkdown } from './_markdown.ts'

export function GET({ params }: Context<'/docs/[page].md'>) {
  return respondWithMarkdown(`/docs/${params.page}`)
}
