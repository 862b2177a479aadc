// Formats an error as Markdown, for an issue or a chat.
import type { ErrorFrame, ReadError } from './read-error.ts'

/** What is known of the request during which the error happened, without secrets. */
export interface ReportedRequest {
  readonly method: string
  readonly url: string
  readonly route: string
  readonly id: string
}

/** Formats an error with its causes: messages, the source of the first frame, and the author's own frames. */
export function formatMarkdown(errors: readonly ReadError[], request: ReportedRequest): string {
  const { method, url, route, id } = request
  return [...errors.map(formatError), `Request: \`${method} ${url}\`, route \`${route}\`, id \`${id}\``].join(
    '\n\n',
  )
}

function formatError({ name, message, frames }: ReadError, index: number): string {
  const own = frames.filter(({ isOwn }) => isOwn)
  const [first] = own
  return [
    `${index === 0 ? '##' : '### Caused by'} ${name}: ${message}`,
    ...(first ? [formatSource(first)] : []),
    ...(own.length > 0 ? [own.map((frame) => `- ${formatPlace(frame)}`).join('\n')] : []),
  ].join('\n\n')
}

/** Formats where a frame is: `loader (routes/index.tsx:3:9)`. */
export function formatPlace({ shownFile, line, column, name }: ErrorFrame): string {
  const place = [shownFile, line, column].filter((part) => part !== undefined).join(':')
  return name === undefined ? place : `${name} (${place})`
}

function formatSource({ source, line, shownFile }: ErrorFrame): string {
  if (source.length === 0) return ''
  const lines = source.map(({ line: number, text }) => `${number === line ? '>' : ' '} ${number} | ${text}`)
  const language = /\.(\w+)$/.exec(shownFile)?.[1] ?? ''
  // Longer than any fence in the source.
  const fence = '`'.repeat(Math.max(3, ...lines.map((text) => (/`+/.exec(text)?.[0].length ?? 0) + 1)))
  return `${fence}${language}\n${lines.join('\n')}\n${fence}`
}
