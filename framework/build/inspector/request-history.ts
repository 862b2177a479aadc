// Keeps the last requests and log entries of the dev server, for the inspector.
import { AsyncLocalStorage } from 'node:async_hooks'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { stripVTControlCharacters } from 'node:util'
import type { Log } from '../../http/log.ts'
import type { NamedValue, RecordedLine, RecordedRequest } from '../../inspector/inspector-source.ts'
import type { AnswerFacts, InspectionHost } from '../../node/dev/dev-inspection.ts'
import { formatEntry } from '../../node/log/format-entry.ts'
import { maskHeader, maskTarget } from './mask.ts'

export interface RequestHistory extends InspectionHost {
  /** Records a request while the site answers it. */
  record(req: IncomingMessage, res: ServerResponse, answer: () => void): void
  /** Measures a step of the request that is being recorded; a request whose response is complete ignores it. */
  step(name: string, start: number): void
  /** Records why the site could not answer the request that is being recorded. */
  fail(error: unknown): void
  /** Records the entries of a log. */
  watchLog(log: Log): Log
  /** Newest first. */
  requests(): readonly RecordedRequest[]
  /** Newest first. */
  lines(): readonly RecordedLine[]
  subscribe(listener: (request: RecordedRequest) => void): () => void
}

type Recording = { -readonly [Name in keyof RecordedRequest]: RecordedRequest[Name] } & {
  steps: RecordedRequest['steps'][number][]
  lines: RecordedLine[]
  readonly began: number
  isObserved: boolean
}

const maxLineLength = 4000
/** A request that logs in a loop must not fill the memory. */
const maxLines = 50

/**
 * Creates an empty history.
 *
 * @param limit How many requests, and how many log entries, are kept (default: 200)
 */
export function createRequestHistory(limit = 200): RequestHistory {
  const recordings: Recording[] = []
  const lines: RecordedLine[] = []
  const listeners = new Set<(request: RecordedRequest) => void>()
  const current = new AsyncLocalStorage<Recording>()
  let count = 0

  return {
    record(req, res, answer) {
      const recording = begin(req)
      keep(recordings, recording, limit)
      res.once('close', () => end(recording, req, res))
      current.run(recording, answer)
    },
    observe() {
      const recording = current.getStore()
      // The review of pages sends requests of its own, which belong to no visitor.
      if (!recording || recording.isObserved || recording.duration !== undefined) return undefined
      recording.isObserved = true
      return {
        step: (name, start, end) => addStep(recording, name, start, end),
        answer(facts: AnswerFacts) {
          recording.facts = facts
        },
      }
    },
    step(name, start) {
      const recording = current.getStore()
      if (recording) addStep(recording, name, start, performance.now())
    },
    fail: (error) => addLine('error', { err: error }, 'The site could not be loaded.'),
    watchLog: (log) => ({
      debug: watch('debug', log),
      info: watch('info', log),
      warn: watch('warn', log),
      error: watch('error', log),
    }),
    requests: () => recordings.toReversed(),
    lines: () => lines.toReversed(),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }

  function begin(req: IncomingMessage): Recording {
    return {
      id: ++count,
      method: req.method ?? '',
      target: maskTarget(req.url ?? '/'),
      time: Date.now(),
      status: 0,
      duration: undefined,
      isAborted: false,
      requestHeaders: pairsOf(req.rawHeaders),
      responseHeaders: [],
      steps: [],
      lines: [],
      facts: undefined,
      began: performance.now(),
      isObserved: false,
    }
  }

  function end(recording: Recording, req: IncomingMessage, res: ServerResponse): void {
    // A socket takes over the connection before a status is sent.
    const isSocket = !res.headersSent && 'upgrade' in req.headers && res.destroyed
    recording.duration = performance.now() - recording.began
    recording.status = isSocket ? 101 : res.headersSent ? res.statusCode : 0
    recording.isAborted = !res.writableFinished && !isSocket
    recording.responseHeaders = readHeaders(res)
    for (const listener of listeners) listener(recording)
  }

  function watch(level: RecordedLine['level'], log: Log): Log[typeof level] {
    return (fields, message) => {
      log[level](fields, message)
      addLine(level, fields, message)
    }
  }

  function addLine(level: RecordedLine['level'], fields: object, message: string): void {
    const recording = current.getStore()
    const text = stripVTControlCharacters(formatEntry(fields, message)).slice(0, maxLineLength)
    const line: RecordedLine = { time: Date.now(), level, text, request: recording?.id }
    keep(lines, line, limit)
    if (recording) keep(recording.lines, line, maxLines)
  }
}

function addStep({ steps, began, duration }: Recording, name: string, start: number, end: number): void {
  if (duration === undefined) steps.push({ name, start: start - began, duration: end - start })
}

function keep<Item>(list: Item[], item: Item, limit: number): void {
  list.push(item)
  if (list.length > limit) list.shift()
}

function pairsOf(raw: readonly string[]): NamedValue[] {
  return raw.flatMap((name, index): NamedValue[] =>
    // The names of HTTP/2, such as `:path`, repeat the first line.
    index % 2 === 1 || name.startsWith(':') ? [] : [[name.toLowerCase(), maskHeader(name, raw[index + 1]!)]],
  )
}

/** Reads the headers that were sent: Node does not keep those of `writeHead(status, list)` under their names. */
function readHeaders(res: ServerResponse): NamedValue[] {
  const { _header: head } = res as { _header?: unknown }
  const [, ...sent] = typeof head === 'string' ? head.split('\r\n') : []
  const lines = sent.filter(Boolean).map((line): NamedValue => {
    const end = line.indexOf(':')
    return [line.slice(0, end), line.slice(end + 1).trim()]
  })
  // HTTP/2 sends no such text, and its property says only whether a head was sent.
  const pairs =
    sent.length > 0
      ? lines
      : Object.entries(res.getHeaders()).flatMap(([name, value]) => listValues(name, value))
  return pairs.map(([name, value]) => [name.toLowerCase(), maskHeader(name, value)])
}

function listValues(name: string, value: unknown): NamedValue[] {
  return name.startsWith(':') ? [] : [value].flat().map((one) => [name, String(one)])
}
