declare module '@prefresh/core'
declare module '@prefresh/utils' {
  export function flush(): void
}
