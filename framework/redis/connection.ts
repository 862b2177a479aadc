// Shares one connection per Redis URL within this process.
import type { Cluster, Redis, RedisOptions } from 'ioredis'
import { explainFailures } from './explain-failures.ts'
import { limitCommands } from './command-limit.ts'
import { keepOpen } from './keep-open.ts'
import { type RedisAddress, parseRedisUrl } from './redis-url.ts'

/** The client of one server, or of a cluster, in which every command may use the keys of one slot only. */
export type RedisConnection = Redis | Cluster

const connections = new Map<string, Promise<RedisConnection>>()
const failures = new WeakMap<RedisConnection, Error>()

/**
 * How long a command may take before it fails (ms).
 *
 * Commands are not queued while the connection is down, either. So a page never hangs because Redis does.
 */
const commandTimeout = 400

/** How long a server may be silent while commands wait for it before its connection is replaced, with all that waits (ms). */
const socketTimeout = 2000

/**
 * Returns the connection to a Redis. The first call opens it, later calls share it.
 *
 * While Redis is unavailable, commands fail immediately or after 400 ms, and the connection keeps reconnecting. So a site
 * starts and runs without Redis.
 *
 * @param url As `parseRedisUrl()` reads it
 * @throws Error if ioredis is not installed or the URL is invalid
 */
export function connectRedis(url: string): Promise<RedisConnection> {
  let connection = connections.get(url)
  if (!connection) {
    connection = openConnection(parseUrl(url))
    connections.set(url, connection)
    connection.catch(() => connections.delete(url))
  }
  return connection
}

/** Closes every connection that connectRedis() has opened. */
export async function closeRedis(): Promise<void> {
  const open = [...connections.values()]
  connections.clear()
  await Promise.all(open.map(async (connection) => (await connection).disconnect()))
}

/** Finds why a connection could last not be used. */
export function findLastFailure(connection: RedisConnection): Error | undefined {
  return failures.get(connection)
}

/** Tells whether a connection leads to a cluster. */
export function isCluster(connection: RedisConnection): connection is Cluster {
  return connection.isCluster
}

async function openConnection(address: Promise<RedisAddress>): Promise<RedisConnection> {
  const { kind, nodes, ...more } = await address
  const { Redis, Cluster } = await importClient()
  const options = toOptions({ kind, nodes, ...more })
  const connection: RedisConnection =
    kind === 'cluster'
      ? new Cluster([...nodes], {
          redisOptions: options,
          enableOfflineQueue: false,
          // A command is sent again a few times while the cluster chooses another node, but not for seconds.
          maxRedirections: 4,
          retryDelayOnFailover: 50,
          retryDelayOnClusterDown: 50,
          retryDelayOnTryAgain: 50,
          slotsRefreshInterval: 5000,
          clusterRetryStrategy: retryDelay,
          clusterNodeRetryStrategy: retryDelay,
          // Certificates contain names, so the names of the nodes must not be replaced by addresses.
          ...(more.isEncrypted && { dnsLookup: (name, callback) => callback(null, name) }),
        })
      : new Redis({
          ...options,
          ...(kind === 'sentinel' ? toSentinelOptions({ kind, nodes, ...more }) : nodes[0]),
          enableOfflineQueue: false,
          maxRetriesPerRequest: 0,
          retryStrategy: retryDelay,
        })
  limitCommands(connection, commandTimeout)
  explainFailures(connection, () => failures.get(connection))
  if (!isCluster(connection)) keepOpen(connection)
  // Failures reach the caller through the command. Without a listener, ioredis would also print them to the console.
  connection.on('error', (error: Error & { lastNodeError?: Error }) => {
    failures.set(connection, error.lastNodeError ?? error)
  })
  // What comes after it has another reason.
  connection.on('connect', () => failures.delete(connection))
  await firstAttempt(connection)
  return connection
}

/** The options of each connection, also of those to the nodes of a cluster. */
function toOptions({ username, password, db, family, isEncrypted }: RedisAddress): RedisOptions {
  return {
    commandTimeout,
    socketTimeout,
    connectTimeout: 2000,
    db,
    family,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(isEncrypted && { tls: {} }),
  }
}

function toSentinelOptions({
  nodes,
  name,
  sentinelUsername,
  sentinelPassword,
  isEncrypted,
}: RedisAddress): RedisOptions {
  return {
    sentinels: nodes.map((node) => ({ ...node })),
    name: name!,
    sentinelRetryStrategy: retryDelay,
    sentinelCommandTimeout: commandTimeout,
    // A sentinel tells of a new master; the connection to the old one may stay open.
    failoverDetector: true,
    ...(sentinelUsername !== undefined && { sentinelUsername }),
    ...(sentinelPassword !== undefined && { sentinelPassword }),
    ...(isEncrypted && { sentinelTLS: {}, enableTLSForSentinelMode: true }),
  }
}

function retryDelay(attempts: number): number {
  return Math.min(50 * 2 ** Math.min(attempts, 6), 1000)
}

async function parseUrl(url: string): Promise<RedisAddress> {
  return parseRedisUrl(url)
}

async function importClient(): Promise<typeof import('ioredis')> {
  try {
    return await import('ioredis')
  } catch (error) {
    throw new Error('REDIS_URL is set, but ioredis is not installed. Run: npm install ioredis@^5', {
      cause: error,
    })
  }
}

/** Waits until the first attempt to connect succeeds or fails, because earlier commands would fail. */
function firstAttempt(connection: RedisConnection): Promise<void> {
  return new Promise((resolve) => {
    connection.once('ready', resolve)
    connection.once('close', () => resolve())
  })
}
