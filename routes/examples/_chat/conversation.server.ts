// The latest messages: in Redis, shared by all processes, or else in the memory of this process.
import type { Redis } from 'ioredis'
import type { App } from 'vial'
import { connectRedis } from 'vial/redis'
import type { Message } from './message.ts'

/** The room in which all messages are published. */
export const room = 'chat'
const maxMessages = 50
const key = 'site:chat'
const conversations = new WeakMap<App, Conversation>()

interface Conversation {
  readonly messages: Message[]
  /** The ids of messages that were said, oldest first: a browser sends a message again if it is not sure. */
  readonly ids: Set<string>
}

const maxIds = 1000

/** Returns the latest messages, oldest first. */
export async function lastMessages(app: App): Promise<readonly Message[]> {
  const received = conversationOf(app).messages
  if (!app.env.REDIS_URL) return received
  try {
    const redis = await connectRedis<Redis>(app.env.REDIS_URL)
    return (await redis.lrange(key, 0, -1)).map((text) => JSON.parse(text) as Message)
  } catch {
    // While Redis is down, return the messages that this process has received.
    return received
  }
}

/**
 * Publishes a message to all visitors, in all processes.
 *
 * @param id Made by the browser. A message with the same id is published once (default: a new one)
 */
export async function say(
  app: App,
  name: string,
  { text, id = crypto.randomUUID() }: { text: string; id?: string | undefined },
): Promise<void> {
  if (!(await isNew(app, id))) return
  const message: Message = { id, name, text, at: new Date().toISOString() }
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

async function isNew(app: App, id: string): Promise<boolean> {
  if (!remember(conversationOf(app), id)) return false
  // With Redis, another process may have stored it.
  return !app.env.REDIS_URL || !(await lastMessages(app)).some((message) => message.id === id)
}

/** Adds an id. Returns `false` if it is known. */
function remember({ ids }: Conversation, id: string): boolean {
  if (ids.has(id)) return false
  ids.add(id)
  if (ids.size > maxIds) ids.delete(ids.values().next().value!)
  return true
}

function conversationOf(app: App): Conversation {
  let conversation = conversations.get(app)
  if (!conversation) {
    conversation = { messages: [], ids: new Set() }
    conversations.set(app, conversation)
    receiveMessages(app, conversation)
  }
  return conversation
}

async function receiveMessages(app: App, conversation: Conversation): Promise<void> {
  const { messages } = conversation
  for await (const { data } of app.subscribe(room)) {
    const message = data as Message
    messages.push(message)
    if (messages.length > maxMessages) messages.shift()
    remember(conversation, message.id)
  }
}
