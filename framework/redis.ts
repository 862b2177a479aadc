// vial/redis: sessions in Redis, and the connection to it.
export { connectRedis } from './redis/connection.ts'
export { redisStore, type RedisStoreOptions } from './redis/redis-store.ts'
