// Limits what waits for the peer of a socket, and how long.
import type { Socket } from 'node:net'

/** What a write that waits takes in memory in addition to its bytes; a frame is two writes. */
const bytesPerWrite = 256

/**
 * Destroys a connection when more than a limit is waiting for its peer and more is written.
 *
 * Counts every write: messages, pongs, pings and close frames, and not only their bytes. A peer that sends pings and never
 * reads the pongs would otherwise fill the memory with frames of a few bytes, each of which takes hundreds.
 *
 * @param limit In bytes
 */
export function limitQueue(socket: Socket, limit: number): void {
  const write = socket.write as (...parts: unknown[]) => boolean
  let waiting = 0
  let round = 0
  socket.write = (...parts: unknown[]): boolean => {
    // The kernel may have taken writes whose callbacks have not run yet.
    if (socket.writableLength === 0) {
      waiting = 0
      round++
    }
    if (socket.writableLength + waiting * bytesPerWrite > limit) socket.destroy()
    const [last] = parts.slice(-1)
    const current = round
    waiting++
    const finish = (error?: Error | null): void => {
      if (current === round) waiting--
      if (typeof last === 'function') last(error)
    }
    return write.call(socket, ...(typeof last === 'function' ? parts.slice(0, -1) : parts), finish)
  }
}

/**
 * Destroys a connection whose peer takes nothing of what is waiting for it.
 *
 * @param timeout In milliseconds; 0 for no limit
 */
export function limitWaiting(socket: Socket, timeout: number): void {
  // The socket's timer takes progress within a single write into account, which its public properties do not show.
  socket.setTimeout(timeout, () => {
    if (socket.writableLength > 0) socket.destroy()
  })
}
