// Compares two builds of the benchmark's site, request by request, on a machine that has other work; see README.md.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { availableParallelism } from 'node:os'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'

/** Requests per slice. A slice takes a few milliseconds, in which the speed of a processor hardly changes. */
const pages = {
  '/hello?name=Ada': 400,
  '/table': 20,
  '/spiral': 20,
  '/session': 200,
  '/api/item/42': 400,
  '/asset-50k.txt': 200,
}
const connections = 20
const warmUpSlices = 20

if (process.send) serveLoad()
else await compare()

/** Runs both servers in this process and the load in another one, and prints the ratio of their speeds. */
async function compare() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { slices: { type: 'string', default: '200' } },
  })
  const [before, after = `${import.meta.dirname}/../..`, ...paths] = positionals
  if (before === undefined) {
    throw new Error('Usage: node framework/bench/compare.mjs <checkout before> [<checkout after> [<path>…]]')
  }
  const load = fork(fileURLToPath(import.meta.url), { env: { PATH: process.env.PATH } })
  const ports = [await start(before, 5270), await start(after, 5271)]
  console.log(
    `Node ${process.version}, ${availableParallelism()} cores; CPU time of a request, before and after`,
  )
  for (const [path, count] of Object.entries(pages)) {
    if (paths.length > 0 && !paths.includes(path)) continue
    const cookies = await Promise.all(ports.map((port) => receiveCookie(port, path)))
    const run = async (side) => {
      const start = process.cpuUsage()
      load.send({ port: ports[side], path, count, cookie: cookies[side] })
      const [failure] = await once(load, 'message')
      if (failure) throw new Error(failure)
      const { user, system } = process.cpuUsage(start)
      return (user + system) / count
    }
    const times = [[], []]
    const ratios = []
    for (let slice = -warmUpSlices; slice < Number(values.slices); slice++) {
      const pair = []
      // Alternate, so that neither side always runs on what the other has left in the caches.
      for (const side of slice % 2 === 0 ? [0, 1] : [1, 0]) pair[side] = await run(side)
      if (slice < 0) continue
      for (const side of [0, 1]) times[side].push(pair[side])
      ratios.push(pair[0] / pair[1])
    }
    const [a, b] = times.map((list) => quantile(list, 0.5).toFixed(1))
    const [low, middle, high] = [0.25, 0.5, 0.75].map((part) => quantile(ratios, part).toFixed(3))
    console.log(
      `${path.padEnd(16)} ${a.padStart(8)} µs ${b.padStart(8)} µs   speed × ${middle} (${low} to ${high})`,
    )
  }
  process.exit()
}

/** Starts a built server in this process. */
async function start(checkout, port) {
  const entry = new URL('framework/bench/site/dist/server/index.js', pathToFileURL(`${checkout}/`))
  Object.assign(process.env, {
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: String(port),
    SESSION_SECRET: 'f1Wm8sYt0pQz5LrXc3Kb7Jd9Ne2Hv6Ga',
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
  })
  // The server runs if it is the file that Node was started with.
  process.argv[1] = fileURLToPath(entry)
  await import(entry.href)
  return port
}

async function receiveCookie(port, path) {
  const { headers } = await fetch(`http://127.0.0.1:${port}${path}`)
  return headers.getSetCookie()[0]?.split(';', 1)[0]
}

function quantile(list, part) {
  return list.toSorted((a, b) => a - b)[Math.floor(list.length * part)]
}

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
