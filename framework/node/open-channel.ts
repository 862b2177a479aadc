// How rooms reach other processes, which the environment decides.
import { type Channel, createChannel } from '../realtime/channel.ts'
import { openRedisTransport } from '../redis/redis-transport.ts'
import type { Log } from '../http/log.ts'

/**
 * Opens the channel of a site: through Redis, or within this process.
 *
 * @param redisUrl `REDIS_URL`, if it is set
 * @throws Error when ioredis is missing or the URL is none
 */
export async function openChannel(redisUrl: string | undefined, log: Log): Promise<Channel> {
  return redisUrl ? createChannel(await openRedisTransport(redisUrl, log)) : createChannel()
}

export interface SharedChannel {
  /** Opens the channel, or gives the one that is open. */
  open(): Promise<Channel>
  close(): void
}

/** Makes the channel of a development server: it outlives each state of the site, and those who listen to it. */
export function createSharedChannel(redisUrl: string | undefined, log: Log): SharedChannel {
  let channel: Promise<Channel> | undefined
  return {
    async open() {
      channel ??= openChannel(redisUrl, log)
      try {
        return { ...(await channel), close() {} }
      } catch (error) {
        // The next state of the site tries again: somebody may have installed what was missing.
        channel = undefined
        throw error
      }
    },
    close: () => void channel?.then((open) => open.close()),
  }
}
