// How many have the chat open, told to each of them whenever that changes.
import type { Context } from 'vial'

// Visitors are counted by each process for itself.
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
