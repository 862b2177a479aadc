// A chapter of the tutorial as Markdown: /docs/tutorial/4-forms.md
import type { Context } from 'vial'
import { respondWithMarkdown } from '../_markdown.ts'

export function GET({ params }: Context<'/docs/tutorial/[page].md'>) {
  return respondWithMarkdown(`/docs/tutorial/${params.page}`)
}
