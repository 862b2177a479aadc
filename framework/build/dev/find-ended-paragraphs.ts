// Finds elements in the HTML of a page that end the paragraph around them.
import { endsParagraph, isParagraphBoundary } from '../mistakes/element-nesting.ts'

/**
 * Finds the tags of elements that are written inside `<p>`, but that browsers put after it.
 *
 * HTML may leave out `</p>`: an element is found only if a `</p>` without its `<p>` follows.
 *
 * @param html Without comments, scripts and other raw text
 * @returns Each tag once, such as `div`
 */
export function findEndedParagraphs(html: string): string[] {
  const found = new Set<string>()
  // The paragraphs that are open, one for each boundary: the tag that ended it, or nothing yet.
  const paragraphs: Paragraph[] = [{ isOpen: false, endedBy: undefined }]
  for (const [, slash, name] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)\b(?:[^>"']|"[^"]*"|'[^']*')*>/gi)) {
    const tag = name === 'foreignObject' ? name : name!.toLowerCase()
    const current = paragraphs.at(-1)!
    if (isParagraphBoundary(tag)) {
      if (slash === '') paragraphs.push({ isOpen: false, endedBy: undefined })
      else if (paragraphs.length > 1) paragraphs.pop()
    }
    if (slash === '' && current.isOpen && endsParagraph(tag)) {
      current.isOpen = false
      current.endedBy = tag
    }
    if (tag !== 'p') continue
    if (slash === '') {
      if (current.endedBy !== tag) current.endedBy = undefined
      current.isOpen = true
    } else if (current.isOpen) current.isOpen = false
    else if (current.endedBy !== undefined) {
      found.add(current.endedBy)
      current.endedBy = undefined
    }
  }
  return [...found]
}

interface Paragraph {
  isOpen: boolean
  endedBy: string | undefined
}
