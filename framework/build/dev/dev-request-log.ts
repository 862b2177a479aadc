// Logs the requests of the dev server: one line for each, with the method, path, status, duration and size.
import { AsyncLocalStorage } from 'node:async_hooks'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { styleText } from 'node:util'
import type { Logger } from 'vite'
import { formatSize } from '../../node/log/format-size.ts'

const logged = new WeakSet<ServerResponse>()

/** Logs a request when its response has been sent, or when the visitor has left. Calling it again does nothing. */
export function logRequest(logger: Logger, req: IncomingMessage, res: ServerResponse): void {
  if (logged.has(res)) return
  logged.add(res)
  const start = performance.now()
  const { socket } = req
  const written = socket.bytesWritten
  res.once('close', () => {
    const time = `${Math.round(performance.now() - start)} ms`
    // A socket takes over the connection before a status is sent.
    const isSocket = !res.headersSent && res.destroyed && 'upgrade' in req.headers
    const status = formatStatus(isSocket ? 101 : res.statusCode, res.writableFinished || isSocket)
    // With the headers.
    const bytes = socket.bytesWritten - written
    const size = !isSocket && bytes > 0 ? formatSize(bytes) : ''
    logger.info([describeRequest(req), status, time, size].filter(Boolean).join(' '), { timestamp: true })
  })
}

const requests = new AsyncLocalStorage<IncomingMessage>()

/** Runs code of which `findRequest()` knows the request. */
export function runForRequest(req: IncomingMessage, run: () => void): void {
  requests.run(req, run)
}

/** Describes the request during which the code that is running was started, such as `GET /notes`. */
export function findRequest(): string | undefined {
  const req = requests.getStore()
  return req && describeRequest(req)
}

function describeRequest(req: IncomingMessage): string {
  const url = (req as { originalUrl?: string }).originalUrl ?? req.url ?? '/'
  return `${req.method} ${toPrintable(url)}`
}

function formatStatus(status: number, isComplete: boolean): string {
  const colour = status >= 500 ? 'red' : status >= 400 ? 'yellow' : status >= 300 ? 'cyan' : 'green'
  const text = isComplete ? String(status) : `${status} (left)`
  return process.stdout.isTTY && !process.env.NO_COLOR ? styleText(colour, text) : text
}

/** Node refuses control characters in a request target, but not the bytes beyond ASCII that steer some terminals. */
function toPrintable(url: string): string {
  return url.replace(/[^\x21-\x7e]/g, (character) => encodeURIComponent(character))
}
