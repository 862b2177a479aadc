// Highlights code when the site is built: HTML with classes, because inline styles could not follow the theme.
import type { BundledLanguage, Highlighter, ThemedToken, ThemeRegistrationRaw } from 'shiki'

/** The class of each kind of token, and the scopes (of TextMate grammars) that it stands for. Later ones win. */
const kinds: readonly (readonly [name: string, scopes: readonly string[]])[] = [
  ['string', ['string', 'markup.inline.raw', 'constant.other.symbol']],
  ['plain', ['meta.template.expression', 'meta.embedded', 'keyword.operator', 'punctuation']],
  ['string', ['punctuation.definition.string', 'string.regexp keyword.operator']],
  ['word', ['keyword', 'storage', 'markup.heading', 'keyword.operator.new', 'keyword.operator.expression']],
  [
    'plain',
    [
      'keyword.operator.assignment',
      'keyword.operator.type',
      'keyword.other.unit',
      'storage.type.function.arrow',
    ],
  ],
  ['name', ['entity.name.function', 'support.function', 'entity.other.attribute-name']],
  [
    'tag',
    ['entity.name.tag', 'entity.name.type', 'support.type', 'support.class', 'punctuation.definition.tag'],
  ],
  ['number', ['constant.numeric', 'constant.language', 'keyword.other.unit']],
  ['comment', ['comment', 'punctuation.definition.comment']],
]

/** The theme has a number instead of a colour for each kind. */
const theme: ThemeRegistrationRaw = {
  name: 'classes',
  type: 'light',
  settings: [
    { settings: { foreground: '#000000', background: '#ffffff' } },
    ...kinds.map(([name, scope]) => ({ scope: [...scope], settings: { foreground: toColor(name) } })),
  ],
}

/**
 * Highlights code.
 *
 * @param language The name or the extension, such as `tsx`. Unknown ones are not highlighted
 * @param marked The numbers of the lines to mark, from 1 (default: none)
 * @returns The HTML inside `<code>`
 */
export async function highlightCode(
  code: string,
  language: string,
  marked: ReadonlySet<number> = new Set(),
): Promise<string> {
  const lines = await readTokens(code, language)
  return lines
    .map((tokens, index) => {
      const line = tokens.map(formatToken).join('')
      return marked.has(index + 1) ? `<mark>${line}</mark>` : line
    })
    .join('\n')
}

type Token = Pick<ThemedToken, 'content' | 'color'>

let loading: Promise<Highlighter> | undefined

async function readTokens(code: string, language: string): Promise<Token[][]> {
  // Only builds and pages with code need the library, which takes a while to load.
  const { bundledLanguages, createHighlighter } = await import('shiki')
  if (!Object.hasOwn(bundledLanguages, language)) return code.split('\n').map((content) => [{ content }])
  loading = loading ?? createHighlighter({ themes: [theme], langs: [] })
  const highlighter = await loading
  const lang = language as BundledLanguage
  await highlighter.loadLanguage(lang)
  // By default, a line that takes half a second keeps its rest plain, so a busy machine would build other pages.
  return highlighter.codeToTokens(code, { lang, theme: 'classes', tokenizeTimeLimit: 0 }).tokens
}

function formatToken({ content, color }: Token): string {
  const name = kinds.find(([kind]) => color?.toLowerCase() === toColor(kind))?.[0]
  const text = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return name === undefined || name === 'plain' || content.trim() === ''
    ? text
    : `<span class="code-${name}">${text}</span>`
}

function toColor(name: string): string {
  const position = name === 'plain' ? 0 : kinds.findIndex(([kind]) => kind === name) + 1
  return `#${position.toString(16).padStart(6, '0')}`
}
