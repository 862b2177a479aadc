// Opens a connection again that its client has given up.
import type { Redis } from 'ioredis'

/** How long to wait before a connection that has ended is opened again (ms). */
const delay = 100

/**
 * Opens a connection again when it ends, until it is closed on purpose.
 *
 * ioredis reconnects automatically, but it ends the connection for good if a sentinel announces the new master in the moment
 * in which ioredis asks for it.
 */
export function keepOpen(connection: Redis): void {
  const disconnect = connection.disconnect.bind(connection)
  const quit = connection.quit.bind(connection)
  let isWanted = true
  connection.disconnect = (reconnect = false) => {
    isWanted = reconnect
    disconnect(reconnect)
  }
  connection.quit = (...options) => {
    isWanted = false
    return quit(...options)
  }
  connection.on('end', () => setTimeout(open, delay))

  function open(): void {
    if (!isWanted) return
    connection.connect().catch(() => {
      // The next `end` tries again, and commands say that there is no connection.
    })
  }
}
