// Passes every message of a socket on to the others in the room.
import type { Socket } from 'vial'

export const socket: Socket<'/realtime/room'> = {
  open(peer) {
    peer.subscribe('sockets')
    peer.send('open')
  },
  message(peer, message) {
    peer.publish('sockets', message.text())
  },
}
