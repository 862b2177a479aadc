// The counters that limits need.
//
// The main module of rate-limiter-flexible loads those of every database as well, which each built server would contain.
import type * as all from 'rate-limiter-flexible'
import cluster from 'rate-limiter-flexible/lib/RateLimiterCluster.js'
import memory from 'rate-limiter-flexible/lib/RateLimiterMemory.js'
import redis from 'rate-limiter-flexible/lib/RateLimiterRedis.js'

export const RateLimiterCluster: typeof all.RateLimiterCluster = cluster.RateLimiterCluster
export const RateLimiterMemory: typeof all.RateLimiterMemory = memory
export const RateLimiterRedis: typeof all.RateLimiterRedis = redis
