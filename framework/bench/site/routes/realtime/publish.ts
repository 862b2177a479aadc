// Publishes the current time to the room.
import type { Context } from 'vial'

export function POST({ app }: Context<'/realtime/publish'>) {
  app.publish('room', `at ${Date.now()}`)
}
