// Finds the links in a rendered page.

/**
 * Lists the values of `href` and `src` in a document, in order and without duplicates.
 *
 * @param html HTML rendered by this framework: attributes are quoted, text is escaped
 */
export function findLinks(html: string): string[] {
  const links = new Set<string>()
  for (const [tag] of html.replace(hidden, '$1').matchAll(tags)) {
    for (const [, double, single] of tag.matchAll(attributes)) links.add(decode(double ?? single ?? ''))
  }
  return [...links]
}

// Browsers do not follow links inside these elements. The start tag of a script itself counts.
const hidden =
  /<!--[\s\S]*?-->|(<(?:script|style|template|textarea)\b(?:[^>"']|"[^"]*"|'[^']*')*>)[\s\S]*?<\/(?:script|style|template|textarea)>/gi
const tags = /<[a-z][^\s/>]*(?:[^>"']|"[^"]*"|'[^']*')*>/gi
const attributes = /\s(?:href|src)\s*=\s*(?:"([^"]*)"|'([^']*)')/gi

function decode(value: string): string {
  return value
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}
