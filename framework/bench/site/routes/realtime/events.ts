// Streams the messages of a room to many visitors.
import type { Context } from 'vial'

export function GET({ app, events, signal }: Context<'/realtime/events'>) {
  return events(async function* () {
    yield 'open'
    for await (const { data } of app.subscribe('room', { signal })) yield data as string
  })
}
