// Lets an upgrade request wait for the responses to the earlier requests on its connection.
import type { ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

/**
 * Runs a step once the earlier requests on a connection are answered, or never if one of them ends the connection.
 *
 * Node emits "upgrade" as soon as it has parsed the request. A client need not wait for a response before it sends the next
 * request, and one that has read all of a response may be faster than the code that ends it. Until then, the connection
 * belongs to that response: Node refuses to assign another one to it.
 */
export function afterEarlierResponses(socket: Duplex, step: () => void): void {
  // There is no public name for the response that a connection belongs to.
  const { _httpMessage: response } = socket as { _httpMessage?: ServerResponse | null }
  if (!response) {
    step()
    return
  }
  // Node has removed its own listeners. A response that waits for the client would wait forever, and an error without a
  // listener would end the process.
  const passOn = (): void => void response.emit('drain')
  socket.on('drain', passOn).on('error', ignore)
  response.once('close', () => {
    if (!socket.writable) return
    socket.off('drain', passOn).off('error', ignore)
    afterEarlierResponses(socket, step)
  })
}

function ignore(): void {
  // The response learns of the end of its connection from "close".
}
