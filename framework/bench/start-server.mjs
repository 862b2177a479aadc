// Runs one of the servers and reports the CPU time it has used.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { isListening, secret, wait } from './reliability/site.mjs'
import { servers } from './servers.mjs'

const canPin = availableParallelism() > 1 && spawnSync('taskset', ['-V']).status === 0
const ticksPerSecond = Number(spawnSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }).stdout) || 100

/** Pins a command to one processor core, if the system has taskset. Without a core, it may run on all. */
export function pin(core, command) {
  return canPin && core !== undefined ? ['taskset', '-c', String(core), ...command] : command
}

/**
 * Starts a server on core 0 and waits until it listens.
 *
 * @param name Its name in servers.mjs
 * @param port A free port
 */
export async function startServer(name, port) {
  if (await isListening(port)) {
    throw new Error(`Port ${port} is in use. Choose another one with --port.`)
  }
  const [command, ...rest] = pin(0, [process.execPath, servers[name].script])
  const child = spawn(command, rest, {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: String(port),
      SESSION_SECRET: secret,
      // The other servers log nothing either.
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const end = () => child.kill('SIGKILL')
  process.once('exit', end)

  await waitUntilListening(child, port)
  return {
    origin: `http://127.0.0.1:${port}`,
    cpuSeconds: () => readCpuSeconds(child.pid),
    memory: () => readMemory(child.pid),
    async stop() {
      process.off('exit', end)
      child.kill('SIGTERM')
      const timer = setTimeout(end, 2000)
      await ended
      clearTimeout(timer)
    },
  }
}

async function waitUntilListening(child, port) {
  const deadline = Date.now() + 20_000
  while (!(await isListening(port))) {
    if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}.`)
    if (Date.now() > deadline) throw new Error('The server did not start within 20 s.')
    await wait(20)
  }
}

/** Reads the CPU time of all threads of a process, in seconds; `undefined` where the system does not report it. */
export function readCpuSeconds(pid) {
  return readTimes(`/proc/${pid}/stat`, 11)
}

/** Adds up the CPU time of the processes that this one has waited for, in seconds; `undefined` in the same case. */
export function readChildrenCpuSeconds() {
  return readTimes('/proc/self/stat', 13)
}

/** Adds up two fields: the time in user mode and that in the kernel. */
function readTimes(path, first) {
  if (!existsSync(path)) return undefined
  const text = readFileSync(path, 'utf8')
  // The second field is the program's name in parentheses, which may contain any character. See proc(5).
  const [user, system] = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .slice(first, first + 2)
  return (Number(user) + Number(system)) / ticksPerSecond
}

/** Reads the resident memory of a process in bytes; `undefined` where the system does not report it. */
export function readMemory(pid) {
  const path = `/proc/${pid}/status`
  const [, kilobytes] = (existsSync(path) && /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(path, 'utf8'))) || []
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024
}
