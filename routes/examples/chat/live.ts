// What is said, as it is said: by a socket, or by events where sockets do not get through.
import * as v from 'valibot'
import type { Context, Socket } from 'vial'
import { lastMessages, listenTo, room, say } from '../_chat/conversation.server.ts'
import { TextSchema } from '../_chat/message-schemas.ts'

export const socket: Socket<'/examples/chat/live'> = {
  async open(peer) {
    peer.subscribe(room)
    peer.send(await lastMessages(peer.context.app))
  },
  async message(peer, message) {
    const { app, session } = peer.context
    const said = v.safeParse(TextSchema, { text: message.text() })
    if (said.success && session.name) await say(app, session.name, said.output.text)
  },
}

export const GET = (ctx: Context<'/examples/chat/live'>) =>
  ctx.events(async function* () {
    const messages = listenTo(ctx.app, ctx.signal)
    yield { data: await lastMessages(ctx.app) }
    yield* messages
  })
