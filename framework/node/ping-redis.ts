// Checks whether Redis can be reached.
import { closeRedis, connectRedis, findLastFailure } from '../redis/connection.ts'

/** Finds why Redis cannot be used; `undefined` if it answers. */
export async function pingRedis(url: string): Promise<string | undefined> {
  try {
    const redis = await connectRedis(url)
    await redis.ping().catch((error) => {
      throw findLastFailure(redis) ?? error
    })
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
