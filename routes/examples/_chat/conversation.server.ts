// The latest messages: in Redis, shared by all processes, or else in the memory of this process.
import type { Redis } from 'ioredis'
import type { App } from 'vial'
import { connectRedis } from 'vial/redis'
import type { Message } from './message.ts'

/** The room in which all messages are published. */
export const room = 'chat'
const maxMessages = 50
const key = 'site:chat'
const conversations = new WeakMap<App, Message[]>()

/** Returns the latest messages, oldest first. */
export async function lastMessages(app: App): Promise<readonly Message[]> {
  const received = receivedMessages(app)
  if (!app.env.REDIS_URL) return received
  try {
    const redis = await connectRedis<Redis>(app.env.REDIS_URL)
    return (await redis.lrange(key, 0, -1)).map((text) => JSON.parse(text) as Message)
  } catch {
    // While Redis is down, return the messages that this process has received.
    return received
  }
}

/** Publishes a message to all visitors, in all processes. */
export async function say(app: App, name: string, text: string): Promise<void> {
  receivedMessages(app)
  const message: Message = { id: crypto.randomUUID(), name, text, at: new Date().toISOString() }
  // Store the message first: a visitor who subscribes after it is published must find it here.
  await storeMessage(app, message)
  app.publish(room, message)
}

/** Subscribes to new messages until the visitor leaves. */
export function listenTo(app: App, signal: AbortSignal): ReturnType<App['subscribe']> {
  return app.subscribe(room, { signal })
}

async function storeMessage(app: App, message: Message): Promise<void> {
  if (!app.env.REDIS_URL) return
  try {
    const redis = await connectRedis<Redis>(app.env.REDIS_URL)
    await redis.multi().rpush(key, JSON.stringify(message)).ltrim(key, -maxMessages, -1).exec()
  } catch (error) {
    app.log.warn({ err: error }, 'A chat message was not stored.')
  }
}

function receivedMessages(app: App): readonly Message[] {
  let messages = conversations.get(app)
  if (!messages) {
    messages = []
    conversations.set(app, messages)
    receiveMessages(app, messages)
  }
  return messages
}

async function receiveMessages(app: App, messages: Message[]): Promise<void> {
  for await (const { data } of app.subscribe(room)) {
    messages.push(data as Message)
    if (messages.length > maxMessages) messages.shift()
  }
}
