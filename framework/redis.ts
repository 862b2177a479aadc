// vial/redis: what a site keeps in Redis.
export { connectRedis } from './redis/connection.ts'
export { redisStore, type RedisStoreOptions } from './redis/redis-store.ts'
