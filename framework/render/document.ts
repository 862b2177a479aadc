// Combines the rendered markup and the merged head into a complete document.
import { type Head, formatAttributes } from './head.ts'

/**
 * Completes a document.
 *
 * @param markup The markup of `_app`: an `html` element with `head` and `body`
 * @param head The merged head of the page and its layouts
 * @param tags HTML of that head, stylesheets and scripts
 * @throws Error if the markup has no head
 */
export function formatDocument(markup: string, head: Head, tags: string): string {
  const end = markup.indexOf('</head>')
  if (end < 0) {
    throw new Error('routes/_app: the document has no </head>. Render <html>, <head> and <body> in it.')
  }
  let before = markup.slice(0, end)
  let after = markup.slice(end)
  if (head.title !== undefined && before.includes('<title')) {
    before = before.replace(/<title[^>]*>[^<]*<\/title>/, '')
  }
  if (head.htmlAttrs) before = mergeAttributes(before, 'html', head.htmlAttrs)
  if (head.bodyAttrs) after = mergeAttributes(after, 'body', head.bodyAttrs)
  return `<!DOCTYPE html>${before}${tags}${after}`
}

/** Adds attributes to the first tag with a name, and replaces existing ones. */
function mergeAttributes(markup: string, tag: string, attributes: NonNullable<Head['htmlAttrs']>): string {
  return markup.replace(new RegExp(`<${tag}((?: (?:[^<>"]|"[^"]*")*)?)>`), (_, present: string) => {
    const kept = present.replace(/ ([^\s=]+)(?:="[^"]*")?/g, (text, name: string) =>
      Object.hasOwn(attributes, name) ? '' : text,
    )
    return `<${tag}${kept}${formatAttributes(attributes)}>`
  })
}
