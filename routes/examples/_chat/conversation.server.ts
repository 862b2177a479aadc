// The last things that were said: in Redis, for all processes, or as this process has heard them.
import type { App } from 'vial'
import { connectRedis } from 'vial/redis'
import type { Message } from './message.ts'

/** Where all messages are published. */
export const room = 'chat'
const mostKept = 50
const key = 'site:chat'
const conversations = new WeakMap<App, Message[]>()

/** Gives the last messages, oldest first. */
export async function lastMessages(app: App): Promise<readonly Message[]> {
  const heard = heardMessages(app)
  if (!app.env.REDIS_URL) return heard
  try {
    const redis = await connectRedis(app.env.REDIS_URL)
    return (await redis.lrange(key, 0, -1)).map((text) => JSON.parse(text) as Message)
  } catch {
    // While Redis is away there is what was heard here.
    return heard
  }
}

/** Says something to everybody, in all processes. */
export async function say(app: App, name: string, text: string): Promise<void> {
  heardMessages(app)
  const message: Message = { id: crypto.randomUUID(), name, text, at: new Date().toISOString() }
  // Before it is published: who comes too late to hear it finds it here.
  await keepMessage(app, message)
  app.publish(room, message)
}

/** What anybody says from now on; ends with the visit. */
export function listenTo(app: App, signal: AbortSignal): ReturnType<App['subscribe']> {
  return app.subscribe(room, { signal })
}

async function keepMessage(app: App, message: Message): Promise<void> {
  if (!app.env.REDIS_URL) return
  try {
    const redis = await connectRedis(app.env.REDIS_URL)
    await redis.multi().rpush(key, JSON.stringify(message)).ltrim(key, -mostKept, -1).exec()
  } catch (error) {
    app.log.warn({ err: error }, 'A message of the chat was not kept.')
  }
}

function heardMessages(app: App): readonly Message[] {
  let messages = conversations.get(app)
  if (!messages) {
    messages = []
    conversations.set(app, messages)
    hearMessages(app, messages)
  }
  return messages
}

async function hearMessages(app: App, messages: Message[]): Promise<void> {
  for await (const { data } of app.subscribe(room)) {
    messages.push(data as Message)
    if (messages.length > mostKept) messages.shift()
  }
}
