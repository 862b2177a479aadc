// vial/redis: sessions in Redis, and the connection to it.
export { connectClient as connectRedis, type RedisClient } from './redis/redis-client.ts'
export { redisStore, type RedisStoreOptions } from './redis/redis-store.ts'
