// Returns every message of a socket.
import type { Socket } from 'vial'

export const socket: Socket<'/realtime/echo'> = {
  message(peer, message) {
    peer.send(message.text())
  },
}
