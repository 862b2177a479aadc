// Writes the log to standard output: entries at once, the lines of requests a few at a time.
import cluster from 'node:cluster'

export interface LogOutput {
  /** Writes a line at once, after those that wait. */
  write(line: string): void
  /** Writes a line, which is ASCII, within a few milliseconds, together with others. */
  writeSoon(line: string): void
  /** Writes the lines that wait. */
  flush(): void
}

/** How long a line may wait for others, in milliseconds. */
const maxWait = 20

/**
 * How much may wait, in bytes. A pipe takes 4096 at once (PIPE_BUF): the lines of several workers must not end up inside of
 * each other.
 */
const maxSize = cluster.isWorker ? 4096 : 32_768

/**
 * Creates the output of the log.
 *
 * A write to standard output costs a system call, which is much of the work of a small request. Lines of requests wait for
 * others, but not beyond the end of the process: `exit` writes them. What reads the output may go away at any time, as in
 * `node dist/server/index.js | head -1`; the log then ends, and the server keeps running.
 */
export function openLogOutput(stream: NodeJS.WriteStream = process.stdout): LogOutput {
  let waiting = ''
  let isFlushDue = false
  surviveReaders()
  process.once('exit', flush)
  return {
    write(line) {
      flush()
      send(line)
    },
    writeSoon(line) {
      if (waiting.length + line.length > maxSize) flush()
      waiting += line
      if (!isFlushDue) setTimeout(onTime, maxWait).unref()
      isFlushDue = true
    },
    flush,
  }

  function onTime(): void {
    isFlushDue = false
    flush()
  }

  function flush(): void {
    if (waiting === '') return
    const lines = waiting
    waiting = ''
    send(lines, 'latin1')
  }

  /** @param encoding Latin-1 for ASCII, which is then only copied (default: utf8) */
  function send(text: string, encoding: 'latin1' | 'utf8' = 'utf8'): void {
    try {
      stream.write(text, encoding)
    } catch {
      // A full disk, for example: answering requests matters more than their log.
    }
  }
}

let survives = false

/** Without a listener, the error of a stream without a reader (EPIPE) would end the process. */
function surviveReaders(): void {
  if (survives) return
  survives = true
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
}
