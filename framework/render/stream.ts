// Streams a page: sends the shell first, then each part when it is ready.
import { HttpError } from '../http/http-error.ts'
import { withTimeLimit } from '../http/time-limit.ts'
import type { JSX } from 'preact'
import { formatFailedPart, formatHeadStyle, formatMover, formatPart, formatPlace } from './part-markup.ts'
import { type LatePart, type PartsRendering, renderParts } from './render-parts.ts'

export interface StreamOptions {
  /** How long the shell, and then each part, may take (ms). */
  readonly deadline: number
  /** Aborts when the visitor disconnects. */
  readonly signal: AbortSignal
  /** Completes the shell to a document. */
  toDocument(markup: string): string
  /** Returns the nonce for inline scripts. Called before the first byte. */
  nonce(): string
  /** Receives what a part threw, once per error, and returns the message for the visitor. */
  onFailure(error: unknown): string
}

type Body = string | ReadableStream<Uint8Array>

/**
 * Renders a page that may be streamed.
 *
 * @returns The complete document if no part is late, otherwise a stream
 * @throws Errors from components in the shell; HttpError 503 if the shell is not ready in time
 */
export function renderStream(tree: JSX.Element, options: StreamOptions): Body | Promise<Body> {
  const late: LatePart[] = []
  let take = (part: LatePart): void => {
    late.push(part)
  }
  const rendering = renderParts(tree, { onLate: (part) => take(part), formatPlace })
  const { shell } = rendering
  if (typeof shell === 'string') return finish(shell)
  return withDeadline(shell, options, createShellError).then(finish, (error) => {
    rendering.stop()
    // The visitor has disconnected. That is not an error, and no one reads the result.
    if (options.signal.aborted) return ''
    throw error
  })

  function finish(markup: string): Body {
    // Request the nonce first, so that the tags for islands in the head get it, too.
    if (late.length > 0) options.nonce()
    const document = options.toDocument(markup)
    if (late.length === 0) return document
    const style = formatHeadStyle(
      late.map(({ id }) => id),
      options.nonce(),
    )
    const stream = createPartStream(insertIntoHead(document, style), rendering, options)
    take = stream.add
    for (const part of late) stream.add(part)
    return stream.body
  }
}

function insertIntoHead(document: string, html: string): string {
  const end = document.indexOf('</head>')
  return end < 0 ? document : document.slice(0, end) + html + document.slice(end)
}

function createShellError(seconds: number): HttpError {
  const cause = new Error(
    `The shell of a streamed page was not ready after ${seconds} s. Put slow components into a <Suspense>.`,
  )
  return new HttpError(503, 'This page took too long. Try again in a moment.', { cause })
}

function createPartError(seconds: number): Error {
  return new Error(
    `A part of a streamed page was not ready after ${seconds} s and was abandoned. Make it faster, or increase the deadline with config.stream = { deadline: seconds }.`,
  )
}

/** Settles like the promise, or rejects at the deadline or when the signal aborts. */
function withDeadline<Value>(
  work: Promise<Value>,
  { deadline, signal }: StreamOptions,
  createError: (seconds: number) => Error,
): Promise<Value> {
  const fail = (): never => {
    throw createError(deadline / 1000)
  }
  return withTimeLimit(work, deadline, fail, signal)
}

interface PartStream {
  readonly body: ReadableStream<Uint8Array>
  add(part: LatePart): void
}

/** Creates the body of a streamed page, with back-pressure. */
function createPartStream(document: string, rendering: PartsRendering, options: StreamOptions): PartStream {
  const nonce = options.nonce()
  const end = document.lastIndexOf('</body>')
  const encoder = new TextEncoder()
  const sentences = new Map<unknown, string>()
  const stopped = new AbortController()
  // Does not use AbortSignal.any(): once it has a listener, Node never releases such a signal, nor the page with it.
  const { signal } = stopped
  const leave = (): void => stopped.abort(options.signal.reason)
  let text = (end < 0 ? document : document.slice(0, end)) + formatMover(nonce)
  let open = 0
  let resume = (): void => {}
  signal.addEventListener('abort', () => {
    options.signal.removeEventListener('abort', leave)
    rendering.stop()
    resume()
  })
  options.signal.addEventListener('abort', leave)
  if (options.signal.aborted) leave()

  return { add, body: new ReadableStream({ pull, cancel: () => stopped.abort() }, { highWaterMark: 0 }) }

  function add({ id, ready }: LatePart): void {
    open++
    withDeadline(ready, { ...options, signal }, createPartError)
      .then(
        (html) => formatPart(id, html, nonce),
        (error) => (signal.aborted ? '' : formatFailedPart(id, toSentence(error), nonce)),
      )
      .then(
        (html) => {
          text += html
          open--
          resume()
        },
        // The code that sends the page reports this error.
        (error) => stopped.abort(error),
      )
  }

  function toSentence(error: unknown): string {
    // Several parts may fail with the same error. Report it once.
    const sentence = sentences.get(error) ?? options.onFailure(error)
    sentences.set(error, sentence)
    return sentence
  }

  async function pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    while (text === '' && open > 0 && !signal.aborted) {
      await new Promise<void>((resolve) => {
        resume = resolve
      })
    }
    if (signal.aborted) return controller.error(signal.reason)
    if (open === 0 && end >= 0) text += document.slice(end)
    controller.enqueue(encoder.encode(text))
    text = ''
    if (open > 0) return
    options.signal.removeEventListener('abort', leave)
    controller.close()
  }
}
