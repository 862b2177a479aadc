// Sends the number of visitors in the chat whenever it changes.
import type { Context } from 'vial'

// The random name keeps the room to this process, which counts its own visitors.
const room = `visitors of the chat in ${crypto.randomUUID()}`
let count = 0

export const GET = (ctx: Context<'/examples/chat/visitors'>) =>
  ctx.events(async function* () {
    const changes = ctx.app.subscribe(room, { signal: ctx.signal })
    ctx.app.publish(room, ++count)
    try {
      yield* changes
    } finally {
      ctx.app.publish(room, --count)
    }
  })
