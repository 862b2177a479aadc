// Ends sockets and event streams when their session ends, if the site sets `session.closeConnections`.
import type { Channel } from '../../realtime/channel.ts'
import type { SessionConfig } from '../../session/session-config.ts'
import { toSessionHandle } from '../../session/session-id.ts'
import { findSessionId } from '../../session/stored-session.ts'
import type { RequestState } from './request-state.ts'

/** Makes the store announce every session that it ends, to the connections in all processes. */
export function announceSessionEnds(config: SessionConfig, channel: Channel): SessionConfig {
  const { store, closeConnections } = config
  if (!store || !closeConnections) return config
  return {
    ...config,
    store: {
      ...store,
      async delete(id) {
        const existed = await store.delete(id)
        if (existed) channel.publish(await toRoom(id), true)
        return existed
      },
    },
  }
}

/** How soon a store that did not respond is asked again (ms). */
const retryDelay = 60_000
/** The longest delay of a timer (ms). */
const maxDelay = 86_400_000

/**
 * Calls a function once when the session of a request ends: because it was destroyed, regenerated, ended on another
 * device, or because it has expired.
 *
 * @returns A function that stops watching
 */
export function watchSessionEnd({ site, visitor }: RequestState, onEnd: () => void): () => void {
  const { store, closeConnections, now } = site.sessionConfig
  const id = visitor.session && findSessionId(visitor.session.session)
  if (!store || !closeConnections || id === undefined) return () => {}
  let timer: ReturnType<typeof setTimeout> | undefined
  let leave = (): void => {}
  let hasStopped = false

  start().catch(finish)
  return stop

  async function start(): Promise<void> {
    const room = await toRoom(id!)
    if (hasStopped) return
    leave = site.ongoing.channel.listen(room, finish)
    // The session may have ended before this process listened.
    await check()
  }

  async function check(): Promise<void> {
    const delay = await readTimeLeft()
    if (hasStopped) return
    if (delay <= 0) return finish()
    timer = setTimeout(() => void check().catch(finish), Math.min(delay, maxDelay))
    // It must not keep the process alive. Timers of other platforms are numbers.
    timer.unref?.()
  }

  async function readTimeLeft(): Promise<number> {
    try {
      const stored = await store!.read(id!)
      return stored ? stored.expiresAt - now() : 0
    } catch {
      // The store does not respond, which has been logged.
      return retryDelay
    }
  }

  function finish(): void {
    if (hasStopped) return
    stop()
    onEnd()
  }

  function stop(): void {
    hasStopped = true
    clearTimeout(timer)
    leave()
  }
}

/** The id itself stays in the store and in the cookie. */
async function toRoom(id: string): Promise<string> {
  return `\0session ${await toSessionHandle(id)}`
}
