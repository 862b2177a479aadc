// Ends requests whose visitor stops sending the body, or sends hardly anything.
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import { isBodyWithheld } from './expect-continue.ts'

/** How often a period is checked. */
const checksPerPeriod = 4

export interface BodyWatch {
  /** Watches a request whose body has not arrived. */
  add(req: IncomingMessage, res: ServerResponse): void
  /** Stops watching a request. */
  remove(req: IncomingMessage): void
}

interface Watched {
  readonly res: ServerResponse
  bytesRead: number
  /** How many bytes arrived in this period. */
  received: number
  /** How many checks of this period found the server waiting for the visitor. */
  waits: number
}

/**
 * Creates the watch over the bodies that a server receives.
 *
 * A body may take as long as it needs, because a large file over a slow connection does. But in every period the visitor has
 * to send a number of bytes per second, otherwise the answer is 408 and the connection is closed. Time in which the site's
 * code does not read what has arrived does not count, and neither does the time before `100 Continue`.
 *
 * @param timeout The length of a period in milliseconds; 0 for no limit
 * @param minRate What a visitor has to send on average while the server waits, in bytes per second
 */
export function createBodyWatch(timeout: () => number, minRate: () => number): BodyWatch {
  const watched = new Map<IncomingMessage, Watched>()
  let timer: NodeJS.Timeout | undefined

  return {
    add(req, res) {
      const period = timeout()
      if (period === 0) return
      watched.set(req, { res, bytesRead: req.socket.bytesRead, received: 0, waits: 0 })
      // One timer for all of them: most bodies have arrived long before it fires.
      timer ??= setInterval(check, period / checksPerPeriod, period).unref()
    },
    remove: (req) => void watched.delete(req),
  }

  function check(period: number): void {
    for (const [req, state] of watched) {
      if (req.complete || req.destroyed) watched.delete(req)
      else if (isStalled(req, state, (minRate() * period) / 1000)) {
        watched.delete(req)
        refuse(req, state.res)
      }
    }
    if (watched.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** @param least What has to arrive in a period, in bytes */
function isStalled(req: IncomingMessage, state: Watched, least: number): boolean {
  const { bytesRead } = req.socket
  state.received += bytesRead - state.bytesRead
  state.bytesRead = bytesRead
  // Something has arrived that the site's code has not read, or the visitor has not been asked for the body.
  const isOurTurn = req.readableLength > 0 || isBodyWithheld(req)
  state.waits = isOurTurn ? 0 : state.waits + 1
  if (state.waits > 0 && state.waits < checksPerPeriod) return false
  const isTooLittle = state.received < least
  state.received = 0
  state.waits = 0
  return !isOurTurn && isTooLittle
}

/** Answers as Node.js does when the headers take too long, and closes the connection. */
function refuse({ socket }: IncomingMessage, res: ServerResponse): void {
  if (!res.headersSent && socket.writable) {
    const reason = `408 ${STATUS_CODES[408]}`
    const text = `${reason}\n`
    socket.write(
      `HTTP/1.1 ${reason}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${text.length}\r\nConnection: close\r\n\r\n${text}`,
    )
  }
  socket.destroySoon()
}
