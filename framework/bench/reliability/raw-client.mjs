// A small HTTP client over keep-alive sockets, fast enough to be no part of what is measured.
import { connect } from 'node:net'

/**
 * Sends requests on some connections at once, each after the response to the one before, and counts the responses.
 *
 * @param {object} options
 * @param {number} options.port
 * @param {number} options.requests How many to send in all; or, with `until`, at most
 * @param {(index: number) => string} options.write Formats a request
 * @param {number} [options.connections] (default: 20)
 * @param {number} [options.depth] How many requests a connection sends before it reads (default: 1)
 * @param {() => boolean} [options.isOver] Whether no more requests are to be sent
 * @param {number} [options.rate] The greatest number of requests per second in all
 * @returns {Promise<{ statuses: Record<string, number>, times: number[], failed: number }>} Times in milliseconds;
 * `failed` counts requests whose connection ended without a response
 */
export async function sendAll({
  port,
  requests,
  write,
  connections = 20,
  depth = 1,
  isOver = () => false,
  rate = Infinity,
}) {
  const statuses = {}
  const times = []
  const start = performance.now()
  let next = 0
  let failed = 0
  await Promise.all(Array.from({ length: connections }, () => runConnection()))
  return { statuses, times, failed }

  function isAllowed() {
    return rate === Infinity || next < ((performance.now() - start) / 1000) * rate
  }

  async function runConnection() {
    while (next < requests && !isOver()) await useConnection()
  }

  function useConnection() {
    return new Promise((settle) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true })
      const sent = []
      let received = ''
      const sendMore = () => {
        let text = ''
        while (sent.length < depth && isAllowed() && next < requests && !isOver()) {
          text += write(next++)
          sent.push(performance.now())
        }
        if (text) socket.write(text, 'latin1')
        else if (sent.length === 0 && (next >= requests || isOver())) socket.end()
        else if (sent.length === 0) setTimeout(sendMore, 10)
      }
      socket.once('connect', sendMore)
      socket.setEncoding('latin1').on('data', (text) => {
        received += text
        for (;;) {
          const response = readResponse(received)
          if (!response) break
          received = received.slice(response.length)
          statuses[response.status] = (statuses[response.status] ?? 0) + 1
          times.push(performance.now() - sent.shift())
        }
        sendMore()
      })
      socket.on('error', () => {})
      socket.once('close', () => {
        failed += sent.length
        settle()
      })
    })
  }
}

/** Formats a request; one with a body has its length. */
export function format(target, { method = 'GET', headers = {}, body = '' } = {}) {
  const all = { host: 'localhost', ...headers, ...(body && { 'content-length': Buffer.byteLength(body) }) }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  return `${method} ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`
}

/** Finds the first complete response in a text; `undefined` if there is none yet. */
function readResponse(text) {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const head = text.slice(0, end)
  const status = Number(head.slice(9, 12))
  const start = end + 4
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1]
  if (length !== undefined) {
    const whole = start + Number(length)
    return text.length >= whole ? { status, length: whole } : undefined
  }
  if (!/\r\ntransfer-encoding: chunked/i.test(head)) return { status, length: start }
  const last = text.indexOf('0\r\n\r\n', start - 2)
  return last < 0 ? undefined : { status, length: last + 5 }
}

/**
 * Opens a connection, writes a request, and resets the connection once a text has arrived.
 *
 * @returns {Promise<boolean>} Whether the text arrived
 */
export function openAndLeave(port, request, text) {
  return new Promise((settle) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    let received = ''
    let found = false
    socket.write(request, 'latin1')
    socket.setEncoding('latin1').on('data', (piece) => {
      received += piece
      if (!received.includes(text)) return
      found = true
      socket.resetAndDestroy()
    })
    socket.on('error', () => {})
    socket.once('close', () => settle(found))
  })
}

/** Gives a percentile of times. */
export function percentile(times, part) {
  const sorted = Float64Array.from(times).sort()
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
}
