// Sends requests as fast as a server answers them, and counts the responses.
import { spawn, spawnSync } from 'node:child_process'
import { pin } from './start-server.mjs'

const hasWrk = spawnSync('wrk', ['-v']).error === undefined

/**
 * Loads a server from another process, on core 1.
 *
 * @returns Requests per CPU second of the server, or per second where the system does not report CPU time
 * @throws Error when a request failed or was not answered with 2xx
 */
export async function loadServer(server, load) {
  const before = server.cpuSeconds()
  const { requests, duration } = await sendRequests({ ...load, core: 1 })
  const used = before === undefined ? undefined : server.cpuSeconds() - before
  return { rate: requests / (used ?? duration), isWallRate: used === undefined }
}

/**
 * Sends requests from another process, on one core or on all.
 *
 * @returns Their number, and how long it took in seconds
 * @throws Error when a request failed or was not answered with 2xx
 */
export async function sendRequests({ url, cookie, seconds, connections, core }) {
  const command = hasWrk
    ? toWrk({ url, cookie, seconds, connections })
    : [process.execPath, `${import.meta.dirname}/send-requests.mjs`, url, seconds, connections, cookie ?? '']
  const output = await run(pin(core, command.map(String)), seconds)
  return hasWrk ? readWrk(output) : JSON.parse(output)
}

function toWrk({ url, cookie, seconds, connections }) {
  const header = cookie ? ['-H', `Cookie: ${cookie}`] : []
  return ['wrk', '-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '20s', ...header, url]
}

function readWrk(output) {
  const [, requests, duration, unit] = /(\d+) requests in ([\d.]+)(ms|s|m)/.exec(output) ?? []
  if (requests === undefined || /Non-2xx|Socket errors/.test(output)) throw new Error(output)
  return { requests: Number(requests), duration: duration * { ms: 0.001, s: 1, m: 60 }[unit] }
}

function run([program, ...rest], seconds) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'inherit'] })
    const timer = setTimeout(() => child.kill('SIGKILL'), (seconds + 30) * 1000)
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text
    })
    child.once('error', reject)
    child.once('close', (code) => {
      clearTimeout(timer)
      if (code === 0) resolve(output)
      else reject(new Error(`${program} ended with ${code}.\n${output}`))
    })
  })
}
