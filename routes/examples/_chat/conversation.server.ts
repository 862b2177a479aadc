// The last things that were said, as this process has heard them.
import type { App } from 'vial'
import type { Message } from './message.ts'

/** Where all messages are published. */
export const room = 'chat'
const mostKept = 50
const conversations = new WeakMap<App, Message[]>()

/** Gives the last messages, oldest first. */
export function lastMessages(app: App): readonly Message[] {
  let messages = conversations.get(app)
  if (!messages) {
    messages = []
    conversations.set(app, messages)
    keepMessages(app, messages)
  }
  return messages
}

/** Says something to everybody, in all processes. */
export function say(app: App, name: string, text: string): void {
  lastMessages(app)
  const message: Message = { id: crypto.randomUUID(), name, text, at: new Date().toISOString() }
  app.publish(room, message)
}

/** What anybody says from now on; ends with the visit. */
export function listenTo(app: App, signal: AbortSignal): ReturnType<App['subscribe']> {
  return app.subscribe(room, { signal })
}

async function keepMessages(app: App, messages: Message[]): Promise<void> {
  for await (const { data } of app.subscribe(room)) {
    messages.push(data as Message)
    if (messages.length > mostKept) messages.shift()
  }
}
