// Everything that uses Redis, with the next major version of its client.
import { vi } from 'vitest'
import { describeRedis } from '../fixtures/redis-conformance.ts'
import { startCluster, startRedis, startSentinel } from '../fixtures/redis-server.ts'

vi.mock('ioredis', () => import('ioredis-6'))

describeRedis('a Redis, through ioredis 6', startRedis)
describeRedis('a Redis Cluster, through ioredis 6', startCluster)
describeRedis('a Redis that Sentinel knows, through ioredis 6', startSentinel)
