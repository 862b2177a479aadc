// A page of the reference as Markdown: /docs/reference/auth.md
import type { Context } from 'vial'
import { respondWithMarkdown } from '../_markdown.ts'

export function GET({ params }: Context<'/docs/reference/[page].md'>) {
  return respondWithMarkdown(`/docs/reference/${params.page}`)
}
