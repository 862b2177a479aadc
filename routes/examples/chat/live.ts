// New messages, over a WebSocket or, where a proxy blocks sockets, over server-sent events.
import * as v from 'valibot'
import type { Context, Socket } from 'vial'
import { lastMessages, listenTo, room, say } from '../_chat/conversation.server.ts'
import { RefusedSchema, SocketSchema } from '../_chat/message-schemas.ts'

export const socket: Socket<'/examples/chat/live'> = {
  async open(peer) {
    peer.subscribe(room)
    peer.send(await lastMessages(peer.context.app))
  },
  async message(peer, message) {
    const { app, session } = peer.context
    const parsed = v.safeParse(SocketSchema, message.text())
    if (parsed.success && session.name) {
      await say(app, session.name, parsed.output)
      return
    }
    const refused = v.safeParse(RefusedSchema, message.text())
    if (refused.success) peer.send({ refused: refused.output.id })
  },
}

export const GET = (ctx: Context<'/examples/chat/live'>) =>
  ctx.events(async function* () {
    const messages = listenTo(ctx.app, ctx.signal)
    yield { data: await lastMessages(ctx.app) }
    yield* messages
  })
