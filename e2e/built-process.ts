// A process of the built site, on its own port.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export interface BuiltProcess {
  readonly origin: string
  /** Kills the process at once, like a crash of the machine. */
  kill(): Promise<void>
}

/** Starts `dist/server/index.js` and waits until it is listening. */
export async function startBuiltProcess(environment: Record<string, string>): Promise<BuiltProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../dist/server/index.js')], {
    env: {
      ...process.env,
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_LEVEL: 'info',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  let output = ''
  child.stdout.setEncoding('utf8')
  for await (const text of child.stdout.iterator({ destroyOnReturn: false })) {
    output += text
    const [origin] = /http:\/\/127\.0\.0\.1:\d+/.exec(output) ?? []
    if (!origin) continue
    child.stdout.resume()
    return {
      origin,
      async kill() {
        child.kill('SIGKILL')
        await ended
      },
    }
  }
  throw new Error(`The site did not start.\n${output}`)
}
