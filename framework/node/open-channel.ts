// Opens the channel that carries room messages to other processes, as the environment says.
import { type Channel, type Transport, createChannel } from '../realtime/channel.ts'
import { openRedisTransport } from '../redis/redis-transport.ts'
import type { Log } from '../http/log.ts'
import { sharePromise } from '../http/share-promise.ts'

/**
 * Opens the channel of a site: through Redis, else between the workers of this machine, else within this process.
 *
 * @param redisUrl `REDIS_URL`, if it is set
 * @param ofWorkers Carries messages to the other workers
 * @throws Error when ioredis is missing or the URL is invalid
 */
export async function openChannel(
  redisUrl: string | undefined,
  log: Log,
  ofWorkers?: Transport,
): Promise<Channel> {
  return createChannel(redisUrl ? await openRedisTransport(redisUrl, log) : ofWorkers)
}

export interface SharedChannel {
  /** Opens the channel, or returns the one that is already open. */
  open(): Promise<Channel>
  close(): void
}

/** Creates the channel of a development server, which outlives every state of the site. */
export function createSharedChannel(redisUrl: string | undefined, log: Log): SharedChannel {
  let channel: Channel | undefined
  // If it fails, the next state of the site tries again: a missing package may have been installed meanwhile.
  const openOnce = sharePromise(async () => {
    channel = await openChannel(redisUrl, log)
    return channel
  })
  return {
    open: async () => ({ ...(await openOnce()), close() {} }),
    close: () => channel?.close(),
  }
}
