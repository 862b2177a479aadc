// Waits until a listening server has accepted every connection that the system has queued for it.
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'

/** Node answers a request without `Host` itself with 400, so it reaches neither the site nor its log. */
const probe = 'GET / HTTP/1.1\r\n\r\n'

/** Addresses that mean every address of the machine; not all systems connect to them. */
const anyAddress: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' }

/**
 * Waits until every connection that is waiting now has been accepted, by this process or by another that shares the port.
 *
 * The system hands out connections in the order in which they arrived, so all earlier ones have been accepted once the
 * server answers a new one. A server that stops listening without this wait resets those that are still in the queue.
 *
 * @param address The address of an HTTP server
 * @param timeout The longest wait, in milliseconds
 */
export function acceptWaiting({ address, port }: AddressInfo, timeout: number): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ host: anyAddress[address] ?? address, port, timeout })
    socket.once('connect', () => socket.write(probe))
    // The answer, the end without one, an error and the timeout all end the wait.
    socket.once('data', finish).once('timeout', finish).once('close', finish).on('error', finish)

    function finish(): void {
      socket.destroy()
      resolve()
    }
  })
}
