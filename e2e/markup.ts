// Checks the markup of pages, as the server sends it, against the HTML standard.
import { HtmlValidate } from 'html-validate'

const validator = new HtmlValidate({ root: true, extends: ['html-validate:standard'] })

/** Lists what is wrong with the markup of a page: which elements may contain which, attributes, ids and their order. */
export async function listMarkupErrors(html: string): Promise<string[]> {
  const { results } = await validator.validateString(html)
  return results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, offset }) => {
      const context = html.slice(Math.max(0, offset - 60), offset + 60)
      return `${ruleId}: ${message} at …${context}…`
    }),
  )
}
