// Asks a Redis whether it is there.
import { closeRedis, connectRedis } from '../redis/connection.ts'

/** Finds why a Redis cannot be used, `undefined` when it answers. */
export async function pingRedis(url: string): Promise<string | undefined> {
  try {
    const redis = await connectRedis(url)
    await redis.ping()
    return undefined
  } catch (error) {
    const { message } = error as Error
    return /^REDIS_URL/.test(message)
      ? message
      : `Does not answer (${message}). Start it, or correct the address.`
  } finally {
    await closeRedis()
  }
}
