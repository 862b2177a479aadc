// Formats the error page of development as a document of its own, which needs JavaScript only to copy its text.
import { escapeAttribute, escapeText } from '../../http/escape-html.ts'
import { formatPlace } from './format-markdown.ts'
import type { ErrorFrame, ReadError } from './read-error.ts'
import { style } from './style.ts'

/** Names with their values. */
export type Rows = readonly (readonly [name: string, value: string])[]

export interface ReportInput {
  /** The error and what caused it. */
  readonly errors: readonly ReadError[]
  readonly markdown: string
  /** Tables about the request, by their titles. */
  readonly tables: Readonly<Record<string, Rows>>
  /** The middleware, layouts and the route file, outermost first, as an author types them. */
  readonly chain: readonly string[]
  readonly base: string
  readonly nonce: string
}

/** Formats the document. Every text in it is escaped. */
export function formatReport({ errors, markdown, tables, chain, base, nonce }: ReportInput): string {
  const quoted = escapeAttribute(nonce)
  const [first, ...causes] = errors
  return [
    `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeText(first!.name)} in development</title><style nonce="${quoted}">${style}</style></head><body><main>`,
    `<p class="name">${escapeText(first!.name)}</p><h1>${formatLines(first!.message)}</h1>`,
    `<p class="actions"><button type="button" id="copy">Copy as Markdown</button> <a href="${escapeAttribute(base)}__vial/requests" target="_top">Open the inspector</a></p>`,
    formatFrames(first!, base),
    ...causes.map(
      (cause) =>
        `<section><h2>Caused by ${escapeText(cause.name)}</h2><p class="cause">${formatLines(cause.message)}</p>${formatFrames(cause, base)}</section>`,
    ),
    formatChain(chain, base),
    ...Object.entries(tables).map(([title, rows]) => formatTable(title, rows)),
    `<textarea id="markdown" aria-label="The report as Markdown" hidden readonly>\n${escapeText(markdown)}</textarea>`,
    `<iframe name="vial-editor" title="Opens files in the editor" hidden></iframe></main><script nonce="${quoted}">${script}</script></body></html>`,
  ].join('')
}

// Browsers refuse the clipboard to pages without https on other hosts than localhost: then the text is shown.
const script = `
const button = document.getElementById('copy')
const text = document.getElementById('markdown')
button.addEventListener('click', async () => {
  try {
    await navigator.clipboard.writeText(text.value)
    button.textContent = 'Copied'
  } catch {
    text.hidden = false
    text.focus()
    text.select()
  }
})`

function formatLines(text: string): string {
  return escapeText(text).replaceAll('\n', '<br>')
}

function formatFrames({ frames }: ReadError, base: string): string {
  const own = frames.filter(({ isOwn }) => isOwn)
  const others = frames.filter(({ isOwn }) => !isOwn)
  const shown = own.map((frame, index) => formatFrame(frame, index === 0, base)).join('')
  if (others.length === 0) return shown
  const items = others.map((frame) => `<li><code>${escapeText(formatPlace(frame))}</code></li>`).join('')
  const count = `${others.length} ${others.length === 1 ? 'frame' : 'frames'} of packages and Node.js`
  return `${shown}<details${own.length === 0 ? ' open' : ''}><summary>${count}</summary><ol>${items}</ol></details>`
}

function formatFrame(frame: ErrorFrame, isFirst: boolean, base: string): string {
  const { line, source } = frame
  const link = formatLink(frame, base)
  const place = `<code>${escapeText(formatPlace(frame))}</code>`
  if (source.length === 0) return `<p class="frame">${place} ${link}</p>`
  const rows = source.map(({ line: number, text }) => {
    const row = `<span class="line">${number}</span> ${escapeText(text)}`
    return number === line ? `<mark>${row}</mark>${formatPointer(frame, text)}` : `${row}\n`
  })
  const label = escapeAttribute(`Source of ${formatPlace(frame)}`)
  // A link inside the summary could not be reached with a screen reader.
  return `<details${isFirst ? ' open' : ''}><summary>${place}</summary><p class="open">${link}</p><pre tabindex="0" aria-label="${label}" role="region">${rows.join('')}</pre></details>`
}

/** Points to the column, below the line. */
function formatPointer({ column }: ErrorFrame, text: string): string {
  if (column === undefined || column > text.length + 1) return '\n'
  // Tabs must be as wide as those above.
  const space = text.slice(0, column - 1).replace(/[^\t]/g, ' ')
  return `\n<span class="line"></span> ${space}<span class="pointer" aria-hidden="true">^</span>\n`
}

function formatLink({ file, shownFile, line, column }: ErrorFrame, base: string): string {
  const place = [file, line, column].filter((part) => part !== undefined).join(':')
  const href = `${base}__open-in-editor?file=${encodeURIComponent(place)}`
  return `<a href="${escapeAttribute(href)}" target="vial-editor">Open ${escapeText(shownFile)} in the editor</a>`
}

function formatChain(chain: readonly string[], base: string): string {
  if (chain.length === 0) return ''
  const items = chain.map((file) => {
    const href = `${base}__open-in-editor?file=${encodeURIComponent(file)}`
    const isFile = /\.\w+$/.test(file)
    return isFile
      ? `<li><a href="${escapeAttribute(href)}" target="vial-editor" title="Open in the editor">${escapeText(file)}</a></li>`
      : `<li>${escapeText(file)}</li>`
  })
  return `<section><h2>Route</h2><p>What the request passed through, outermost first.</p><ol class="chain">${items.join('')}</ol></section>`
}

function formatTable(title: string, rows: Rows): string {
  if (rows.length === 0) return ''
  const cells = rows.map(
    ([name, value]) => `<tr><th scope="row">${escapeText(name)}</th><td>${escapeText(value)}</td></tr>`,
  )
  return `<section><h2>${escapeText(title)}</h2><table>${cells.join('')}</table></section>`
}
