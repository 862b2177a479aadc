// Tells what SIGHUP means: load the new version, or the terminal has closed.
import { isatty } from 'node:tty'

/**
 * Receives SIGHUP, which would otherwise end the process.
 *
 * @param stop Called when the terminal that this process was started from has closed
 * @param reload Called when the signal was sent on purpose
 */
export function watchHangUp({ reload, stop }: { reload(): void; stop(): void }): void {
  const terminals = [0, 1, 2].filter((descriptor) => isatty(descriptor))
  process.on('SIGHUP', () => {
    // The descriptor of a terminal that has closed is not a terminal any more.
    if (terminals.some((descriptor) => !isatty(descriptor))) stop()
    else reload()
  })
}
