// A cluster of three real servers, which stop and start.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { describeRedis } from '../fixtures/redis-conformance.ts'
import { type RedisCluster, hasRedis, startCluster } from '../fixtures/redis-server.ts'
import { createChannel } from '../realtime/channel.ts'
import { closeRedis, connectRedis, isCluster } from './connection.ts'
import { openRedisTransport } from './redis-transport.ts'

describeRedis('a Redis Cluster', startCluster)

describe.skipIf(!hasRedis)('a Redis Cluster whose nodes stop and start', () => {
  let cluster: RedisCluster
  beforeAll(async () => {
    cluster = await startCluster()
  })
  afterAll(async () => {
    await closeRedis()
    await cluster?.stop()
  })

  // The slots of these keys belong to the three nodes.
  const keys = ['b', 'c', 'a']
  const readAll = async (): Promise<string[]> => {
    const redis = await connectRedis(cluster.url)
    const results = await Promise.allSettled(keys.map((key) => redis.get(key)))
    return results.map(({ status }) => status)
  }
  const untilAll = (): Promise<void> =>
    vi.waitFor(async () => expect(await readAll()).toEqual(['fulfilled', 'fulfilled', 'fulfilled']), {
      timeout: 20_000,
      interval: 100,
    })

  it('answers for the slots of the other nodes, and for all of them again later', async () => {
    expect(isCluster(await connectRedis(cluster.url))).toBe(true)
    await untilAll()
    const [first] = cluster.nodes
    await first!.stop()
    expect(await readAll()).toEqual(['rejected', 'fulfilled', 'fulfilled'])

    await first!.start()
    await untilAll()
  })

  it('fails while no node answers, and reconnects', async () => {
    for (const node of cluster.nodes) await node.stop()
    expect(await readAll()).toEqual(['rejected', 'rejected', 'rejected'])

    for (const node of cluster.nodes) await node.start()
    await untilAll()
  })

  it('does not wait for a node that is stuck', async () => {
    const [, second] = cluster.nodes
    second!.freeze()
    expect(await readAll()).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    second!.thaw()
    await untilAll()
  })

  it('delivers messages again when the node of a subscription has stopped', async () => {
    const open = async () => createChannel(await openRedisTransport(cluster.url, { info() {}, warn() {} }))
    const [one, other] = [await open(), await open()]
    let count = 0
    other.listen('room', () => count++)
    const untilDelivered = async (): Promise<void> => {
      const before = count
      await vi.waitFor(
        () => {
          one.publish('room', 'message')
          expect(count).toBeGreaterThan(before)
        },
        { timeout: 20_000, interval: 50 },
      )
    }
    await untilDelivered()
    // One of them has the subscription.
    for (const node of cluster.nodes) {
      await node.stop()
      await untilDelivered()
      await node.start()
      await untilAll()
    }
    one.close()
    other.close()
  })
})
