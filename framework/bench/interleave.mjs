// Measures two servers in one process, a few requests of one, then of the other, so that both see the same machine.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { secret } from './reliability/site.mjs'

/** Requests per slice, by path. A slice takes a few milliseconds, in which the speed of a processor hardly changes. */
export const pathCounts = {
  '/hello?name=Ada': 400,
  '/table': 20,
  '/spiral': 20,
  '/session': 200,
  '/api/item/42': 400,
  '/cached/plain': 300,
  '/cached/personal': 300,
  '/asset-50k.txt': 200,
}
const connections = 20
const warmUpSlices = 20
// This file is the program of the process that sends the requests, too.
const isLoad = process.argv[1] === fileURLToPath(import.meta.url)

/**
 * Starts two built servers in this process and another process that sends requests.
 *
 * @param scripts The file of each server
 * @returns A function that measures a path and yields the CPU time of a request to each server in microseconds, slice by
 *   slice, as long as the caller wants
 */
export async function startServers(scripts) {
  const load = fork(fileURLToPath(import.meta.url), { env: { PATH: process.env.PATH } })
  const ports = []
  for (const [index, script] of scripts.entries()) ports.push(await startHere(script, 5270 + index))

  return async function* measure(path) {
    const count = pathCounts[path]
    // The personal part only reads the session.
    const cookiePath = path === '/cached/personal' ? '/session' : path
    const cookies = await Promise.all(ports.map((port) => receiveCookie(port, cookiePath)))
    const run = async (side) => {
      const start = process.cpuUsage()
      load.send({ port: ports[side], path, count, cookie: cookies[side] })
      const [failure] = await once(load, 'message')
      if (failure) throw new Error(failure)
      const { user, system } = process.cpuUsage(start)
      return (user + system) / count
    }
    for (let slice = -warmUpSlices; ; slice++) {
      const pair = []
      // Alternate, so that neither side always runs on what the other has left in the caches.
      for (const side of slice % 2 === 0 ? [0, 1] : [1, 0]) pair[side] = await run(side)
      if (slice >= 0) yield pair
    }
  }
}

async function startHere(script, port) {
  Object.assign(process.env, {
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: String(port),
    SESSION_SECRET: secret,
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
  })
  // Vial's server runs if it is the file that Node was started with.
  process.argv[1] = script
  await import(pathToFileURL(script).href)
  return port
}

async function receiveCookie(port, path) {
  const { headers } = await fetch(`http://127.0.0.1:${port}${path}`)
  return headers.getSetCookie()[0]?.split(';', 1)[0]
}

if (isLoad) serveLoad()

/** Sends the requests that the other process asks for, over connections that stay open. */
function serveLoad() {
  const open = new Map()
  process.on('message', async ({ port, path, count, cookie }) => {
    try {
      if (!open.has(port))
        open.set(port, await Promise.all(Array.from({ length: connections }, () => dial(port))))
      const lines = [
        `GET ${path} HTTP/1.1`,
        `Host: 127.0.0.1:${port}`,
        ...(cookie ? [`Cookie: ${cookie}`] : []),
      ]
      const request = `${lines.join('\r\n')}\r\n\r\n`
      let left = count
      await Promise.all(
        open.get(port).map(async (socket) => {
          while (left-- > 0) await ask(socket, request)
        }),
      )
      process.send(null)
    } catch (error) {
      process.send(error.message)
    }
  })
}

async function dial(port) {
  const socket = connect(port, '127.0.0.1').setNoDelay().setEncoding('latin1')
  await once(socket, 'connect')
  return socket
}

/** Sends one request and reads its response, which must be 200 and have a length. */
function ask(socket, request) {
  return new Promise((resolve, reject) => {
    let received = ''
    let size
    socket.on('data', function read(text) {
      received += text
      if (size === undefined) {
        const end = received.indexOf('\r\n\r\n')
        if (end < 0) return
        const length = /^content-length: (\d+)/im.exec(received.slice(0, end))?.[1]
        if (!received.startsWith('HTTP/1.1 200') || length === undefined) {
          return reject(new Error(`Unexpected response: ${received.slice(0, end)}`))
        }
        size = end + 4 + Number(length)
      }
      if (received.length < size) return
      socket.off('data', read)
      resolve()
    })
    socket.write(request)
  })
}
