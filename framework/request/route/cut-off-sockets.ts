// Logs the sockets that the server closes because their visitor does not read, without letting visitors fill the log.
import { formatSize } from '../../http/body-limit.ts'
import type { Log } from '../../http/log.ts'
import type { RequestState } from '../context/request-state.ts'

/** `full`: more than `limits.socketQueue` waits. `stalled`: nothing of it was taken for `writeTimeout`. */
export type CutOffReason = 'full' | 'stalled'

export interface CutOffSocket {
  readonly route: string | undefined
  readonly requestId: string
  /** Why the server closed it. */
  readonly reason: string
}

export interface CutOffLog {
  /** Logs a socket that is cut off, or counts it for the next entry. */
  note(socket: CutOffSocket): void
}

/** How long the entries are apart, in milliseconds. */
const pause = 60_000

/**
 * Creates the log of a site's sockets that are cut off.
 *
 * A client decides whether it reads, so one that opens socket after socket must not decide how much is logged: there is at
 * most one entry in a minute. It describes the last of the sockets that it counts in `sockets`.
 */
export function createCutOffLog({ warn }: Pick<Log, 'warn'>): CutOffLog {
  let isQuiet = false
  let sockets = 0
  let last: CutOffSocket | undefined
  return {
    note(socket) {
      sockets++
      last = socket
      if (!isQuiet) write()
    },
  }

  function write(): void {
    const { route, requestId, reason } = last!
    warn({ route, requestId, reason, sockets }, 'A socket was closed because its visitor does not read.')
    sockets = 0
    isQuiet = true
    const timer = setTimeout(() => {
      isQuiet = false
      if (sockets > 0) write()
    }, pause)
    // It must not keep the process alive.
    timer.unref?.()
  }
}

/**
 * Creates the function that reports that a socket is cut off.
 *
 * @returns Only its first call counts, because what is written to a socket that is closing fails again
 */
export function reportCutOff({ incoming, plan, site }: RequestState): (reason: CutOffReason) => void {
  let isReported = false
  return (cause) => {
    if (isReported) return
    isReported = true
    const { limits, writeTimeout } = site.settings
    const reason =
      cause === 'full'
        ? `More than ${formatSize(limits.socketQueue)} were waiting (limits.socketQueue).`
        : `Nothing was taken for ${writeTimeout / 1000} s (writeTimeout).`
    site.ongoing.cutOffSockets.note({ route: plan.id, requestId: incoming.requestId, reason })
  }
}
