// Types of the files that rate-limiters.ts imports: the package types its main module only.
declare module 'rate-limiter-flexible/lib/RateLimiterCluster.js' {
  import { RateLimiterCluster, RateLimiterClusterMaster } from 'rate-limiter-flexible'

  const counters: {
    RateLimiterCluster: typeof RateLimiterCluster
    RateLimiterClusterMaster: typeof RateLimiterClusterMaster
  }
  export default counters
}

declare module 'rate-limiter-flexible/lib/RateLimiterMemory.js' {
  export { RateLimiterMemory as default } from 'rate-limiter-flexible'
}

declare module 'rate-limiter-flexible/lib/RateLimiterRedis.js' {
  export { RateLimiterRedis as default } from 'rate-limiter-flexible'
}
