// Formats an entry of the log for people: the message with its fields, errors with their source, stack and causes.
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { inspect } from 'node:util'
import { ownFolder } from '../own-folder.ts'
import { parseFrame } from './stack-frame.ts'

/** Formats an entry: the message, `name=value` for each field, and the error in `err` below. */
export function formatEntry(fields: object, message: string): string {
  const { err, ...others } = fields as { err?: unknown }
  const pairs = Object.entries(others).map(([name, value]) => `${name}=${formatValue(value)}`)
  if (err === undefined) return [message, ...pairs].join(' ')
  const text = formatError(err)
  // Most errors are reported with their own message, which need not be there twice.
  const own = err instanceof Error ? `${err.name}: ${message}` : ''
  return own !== '' && text.startsWith(own)
    ? [own, ...pairs].join(' ') + text.slice(own.length)
    : `${[message, ...pairs].join(' ')}\n${text}`
}

function formatValue(value: unknown): string {
  if (typeof value === 'string' && /^[^\s"=]+$/.test(value)) return value
  return typeof value === 'string' ? JSON.stringify(value) : inspect(value, { breakLength: Infinity })
}

/** Formats an error and what caused it. Vite's own errors have properties with the whole source, so these are left out. */
function formatError(error: unknown, seen: Set<unknown> = new Set()): string {
  seen.add(error)
  if (!(error instanceof Error)) return inspect(error)
  const parts = [formatStack(error)]
  if (error instanceof AggregateError) {
    for (const one of error.errors) if (!seen.has(one)) parts.push(`One of them: ${formatError(one, seen)}`)
  }
  // An error that only explains another one has its stack.
  const frames = framesOf(error)
  const isExplained = frames !== undefined && error.cause instanceof Error && framesOf(error.cause) === frames
  if (error.cause !== undefined && !seen.has(error.cause) && !isExplained) {
    parts.push(`Caused by: ${formatError(error.cause, seen)}`)
  }
  return parts.join('\n')
}

function framesOf({ stack = '' }: Error): string | undefined {
  const [, frames] = /\n(\s+at [\s\S]*)/.exec(stack) ?? []
  return frames
}

/** The folder of this package, in the two forms that stacks name it. */
const own = [pathToFileURL(ownFolder).href, ownFolder]

/** Formats the stack without the framework's frames, if there are others, and shows the source line of the first frame. */
function formatStack({ stack, name, message }: Error): string {
  // Vite copies the errors of plugins without their name and stack.
  if (!stack) return `${name ?? 'Error'}: ${message}`
  const lines = stack.split('\n')
  const isFrame = (line: string): boolean => /^\s+at /.test(line)
  const isOwn = (line: string): boolean => isFrame(line) && own.some((folder) => line.includes(folder))
  if (lines.every((line) => !isFrame(line) || isOwn(line))) return stack
  const shown = lines.filter((line) => !isOwn(line))
  const first = shown.findIndex(isFrame)
  return [...shown.slice(0, first), ...readSource(shown[first]!), ...shown.slice(first)].join('\n')
}

/** Reads the source line that a frame of a stack names, with a mark at the column. */
function readSource(text: string): string[] {
  const { file, line, column } = parseFrame(text) ?? {}
  if (file === undefined) return []
  try {
    const source = readFileSync(file, 'utf8').split('\n')[line! - 1]
    if (source === undefined || source.length > 200) return []
    return [`  ${line} | ${source}`, `  ${' '.repeat(String(line).length)} | ${' '.repeat(column! - 1)}^`]
  } catch {
    // The stack of generated code names a file that does not exist.
    return []
  }
}
