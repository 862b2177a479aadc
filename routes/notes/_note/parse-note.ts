// Parses the markup of a note: paragraphs, lists, code, emphasis and links. Anything else stays text.

export type Inline = string | { tag: 'em' | 'strong'; children: Inline[] } | CodeSpan | Link

export interface CodeSpan {
  tag: 'code'
  text: string
}

export interface Link {
  tag: 'a'
  /** Always `http:` or `https:`. */
  href: string
  children: Inline[]
}

export type Block =
  | { tag: 'p'; children: Inline[] }
  | { tag: 'pre'; text: string }
  | { tag: 'ul'; items: Inline[][] }
  | { tag: 'ol'; start: number; items: Inline[][] }

/** Parses the text of a note, in time proportional to its length. */
export function parseNote(text: string): Block[] {
  const lines = text.split(/\r\n?|\n/)
  const blocks: Block[] = []
  let paragraph: string[] = []
  const endParagraph = (): void => {
    if (paragraph.length > 0) blocks.push({ tag: 'p', children: parseInline(paragraph.join('\n')) })
    paragraph = []
  }
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index]!
    if (line.startsWith('```')) {
      endParagraph()
      const end = findFence(lines, index + 1)
      blocks.push({ tag: 'pre', text: lines.slice(index + 1, end).join('\n') })
      index = end
      continue
    }
    const item = parseItem(line)
    if (item) {
      endParagraph()
      addItem(blocks, item, lines[index - 1])
    } else if (line.trim() === '') endParagraph()
    else paragraph.push(line)
  }
  endParagraph()
  return blocks
}

/** An unclosed code block continues to the end of the note. */
function findFence(lines: readonly string[], from: number): number {
  let end = from
  while (end < lines.length && !lines[end]!.startsWith('```')) end++
  return end
}

interface Item {
  /** `undefined` for a bullet. */
  number: number | undefined
  children: Inline[]
}

function parseItem(line: string): Item | undefined {
  const [, , digits, text] = /^ {0,3}([-*+]|(\d{1,9})[.)]) +(\S.*)$/.exec(line) ?? []
  if (text === undefined) return undefined
  return { number: digits === undefined ? undefined : Number(digits), children: parseInline(text) }
}

/** Continues the list of the previous line, or starts a new one. */
function addItem(blocks: Block[], { number, children }: Item, before: string | undefined): void {
  const tag = number === undefined ? 'ul' : 'ol'
  const last = blocks.at(-1)
  if (last?.tag === tag && before?.trim()) (last as { items: Inline[][] }).items.push(children)
  else if (number === undefined) blocks.push({ tag: 'ul', items: [children] })
  else blocks.push({ tag: 'ol', start: number, items: [children] })
}

/** Each alternative excludes the character it starts with, so that a failed match is never scanned twice. */
const inline = new RegExp(
  [
    /`(?<code>[^`\n]+)`/,
    /\*\*(?!\s)(?<strong>[^*\n]+)(?<!\s)\*\*/,
    /\*(?!\s)(?<em>[^*\n]+)(?<!\s)\*/,
    /\[(?<label>[^[\]\n]+)\]\((?<target>[^\s()<>]+)\)/,
    /(?<url>\bhttps?:\/\/[^\s<>()[\]"'`*]*[^\s<>()[\]"'`*.,;:!?])/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
)

function parseInline(text: string): Inline[] {
  const parts: Inline[] = []
  let end = 0
  for (const match of text.matchAll(inline)) {
    const part = toInline(match.groups ?? {})
    if (part === undefined) continue
    if (match.index > end) parts.push(text.slice(end, match.index))
    parts.push(part)
    end = match.index + match[0].length
  }
  if (end < text.length) parts.push(text.slice(end))
  return parts
}

function toInline({
  code,
  strong,
  em,
  label,
  target,
  url,
}: Record<string, string | undefined>): Inline | undefined {
  if (code !== undefined) return { tag: 'code', text: code }
  if (strong !== undefined) return { tag: 'strong', children: parseInline(strong) }
  if (em !== undefined) return { tag: 'em', children: parseInline(em) }
  const href = toWebAddress(target ?? url ?? '')
  if (href === undefined) return undefined
  // Links cannot be nested.
  return { tag: 'a', href, children: url === undefined ? withoutLinks(parseInline(label!)) : [url] }
}

/** Accepts only `http:` and `https:` URLs. `javascript:`, `data:` and relative URLs stay text. */
function toWebAddress(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined
  const { href, username, password } = new URL(text)
  // "https://bank.example@evil.example" looks like a link to bank.example.
  return username || password ? undefined : href
}

function withoutLinks(children: readonly Inline[]): Inline[] {
  return children.flatMap((child): Inline[] => {
    if (typeof child === 'string' || child.tag === 'code') return [child]
    const inner = withoutLinks(child.children)
    return child.tag === 'a' ? inner : [{ ...child, children: inner }]
  })
}
