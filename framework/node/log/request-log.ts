// Writes the line of each request to the log.
import type { Log } from '../../http/log.ts'
import { createRequestId } from '../../http/request-id.ts'
import type { RequestLine, RequestLogOptions } from '../../request/pipeline/server-definition.ts'
import { formatSize } from './format-size.ts'
import { type LogFormat, formatPrettyLine, toAscii } from './log.ts'
import type { LogOutput } from './log-output.ts'
import type { RequestRecord } from './request-record.ts'

export interface RequestLogTarget {
  readonly format: LogFormat
  readonly output: Pick<LogOutput, 'writeSoon'>
  /** Whether entries with level info are written. Lines with level error, for responses with a status of 5xx, always are. */
  readonly hasInfo: boolean
  readonly log: Log
}

/**
 * Creates the function that logs a request.
 *
 * A line says nothing of what a visitor has sent except the method and the path: no query, headers, cookies or body.
 */
export function createRequestLog(
  { format, output, hasInfo, log }: RequestLogTarget,
  { sample = 1, filter }: RequestLogOptions = {},
): (record: RequestRecord) => void {
  const toLine = format === 'json' ? formatJson : formatPretty
  return (record) => {
    if (record.kind === 'health') return
    const isError = record.status >= 500
    if (!isError && (!hasInfo || (sample < 1 && Math.random() >= sample))) return
    const ms = Math.round((performance.now() - record.start) * 100) / 100
    if (filter && !passes(record, ms)) return
    output.writeSoon(toLine(record, ms, isError ? 'error' : 'info'))
  }

  function passes({ method, route, path, status }: RequestRecord, ms: number): boolean {
    const line: RequestLine = { method, route, path, status, ms }
    try {
      return filter!(line) !== false
    } catch (error) {
      log.error({ err: error }, 'routes/_server: requestLog.filter failed.')
      return true
    }
  }
}

/** Written by hand: `JSON.stringify` of an object with these properties takes several times as long. */
function formatJson(record: RequestRecord, ms: number, level: string): string {
  const { isAborted, method, route, path, status, bytes, requestId, traceId } = record
  const end = isAborted ? ',"aborted":true}\n' : '}\n'
  return (
    `{"time":"${formatTime(Date.now())}","level":"${level}","msg":"request ${isAborted ? 'aborted' : 'completed'}","method":${quoteKnown(method)},` +
    `${route ? `"route":${quoteKnown(route)},` : ''}"path":${quote(path)},"status":${status},"ms":${ms},"bytes":${bytes},` +
    `"requestId":"${requestId ?? createRequestId()}"${traceId ? `,"traceId":"${traceId}"${end}` : end}`
  )
}

let knownTime = 0
let knownText = ''

/** Many requests are answered within a millisecond. */
function formatTime(time: number): string {
  if (time !== knownTime) knownText = new Date(time).toISOString()
  knownTime = time
  return knownText
}

/** Quotes a text for JSON, in ASCII. */
function quote(text: string): string {
  return isPlain.test(text) ? `"${text}"` : toAscii(JSON.stringify(text))
}

/** Printable ASCII without quotes and backslashes. */
const isPlain = /^[ !#-[\]-~]*$/

/** The methods and patterns of a site are few, but clients may invent methods. */
const known = new Map<string, string>()
const maxKnown = 1000

function quoteKnown(text: string): string {
  const found = known.get(text)
  if (found !== undefined) return found
  const quoted = quote(text)
  if (known.size < maxKnown) known.set(text, quoted)
  return quoted
}

function formatPretty({ method, path, status, bytes, isAborted }: RequestRecord, ms: number): string {
  const end = isAborted ? ' (left)' : ''
  return formatPrettyLine(
    status >= 500 ? 'error' : 'info',
    `${method} ${path} ${status}${end} ${Math.round(ms)} ms ${formatSize(bytes)}`,
  )
}
