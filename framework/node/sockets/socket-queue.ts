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
 * @param onFull Called before the connection is destroyed
 */
export function limitQueue(socket: Socket, limit: number, onFull: () => void): void {
  const write = socket.write as (...parts: unknown[]) => boolean
  let waiting = 0
  let round = 0
  socket.write = (...parts: unknown[]): boolean => {
    // The kernel may have taken writes whose callbacks have not run yet.
    if (socket.writableLength === 0) {
      waiting = 0
      round++
    }
    if (socket.writableLength + waiting * bytesPerWrite > limit && !socket.destroyed) {
      onFull()
      socket.destroy()
    }
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
 * Destroys a connection whose peer takes nothing of what is waiting for it, even if it keeps sending.
 *
 * @param timeout In milliseconds; 0 for no limit
 * @param onStalled Called before the connection is destroyed
 */
export function limitWaiting(socket: Socket, timeout: number, onStalled: () => void): void {
  if (timeout === 0) return
  let taken = countTaken(socket)
  let stalled = 0
  // The socket's own timer would start again with everything that the peer sends. Checks in between end a peer soon after
  // the timeout instead of after up to twice as long.
  const timer = setInterval(() => {
    const now = countTaken(socket)
    stalled = socket.writableLength > 0 && now === taken ? stalled + 1 : 0
    taken = now
    if (stalled < checksPerTimeout || socket.destroyed) return
    onStalled()
    socket.destroy()
  }, timeout / checksPerTimeout)
  timer.unref()
  socket.once('close', () => clearInterval(timer))
}

const checksPerTimeout = 4

/** Counts the bytes that the kernel has taken, parts of the current write included. */
function countTaken(socket: Socket): number {
  // Only the handle knows how much of a write is left. Without it, a write counts once it is complete.
  const { _handle: handle } = socket as { _handle?: { writeQueueSize?: number } | null }
  return socket.bytesWritten - socket.writableLength - (handle?.writeQueueSize ?? 0)
}
