// Rows R6 to R9, R12 and R16: clients that are slow, malformed, too many, or gone.
import { connect } from 'node:net'
import { countErrors, sendFor } from './load-rows.mjs'
import { format, percentile } from './raw-client.mjs'
import { readJson, startSite, wait, waitFor } from './site.mjs'

export const abuseRows = {
  async R6({ folder, long }) {
    // The limits for bodies and readers; the one for headers is 15 s. A reader may have two such times, because a write counts.
    const limit = long ? 60 : 15
    const server = await startSite(folder, { environment: { SECONDS: String(limit) } })
    const before = await server.usage()
    const count = long ? 1000 : 200
    const kinds = {
      headers: { start: 'GET /page HTTP/1.1\r\nHost: localhost\r\n', more: 'X: 1\r\n' },
      body: {
        start:
          'POST /form HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\n',
        more: 'a',
      },
      // The response waits, because the client reads nothing of it.
      read: { start: 'GET /long HTTP/1.1\r\nHost: localhost\r\n\r\n', isPaused: true },
    }
    const slow = Object.values(kinds).flatMap((how) =>
      Array.from({ length: count }, () => holdSlowly(server.port, how)),
    )
    const seconds = 2 * limit + 15
    const foreground = await sendFor(seconds, { port: server.port, connections: 20, rate: 100 })
    const { files } = await server.usage()
    const open = Math.max(0, files - before.files - 1)
    for (const { end } of slow) end()
    await server.stop()
    const [p99, errors] = [percentile(foreground.times, 0.99), countErrors(foreground)]
    return {
      passed: errors === 0 && p99 < 500 && open === 0,
      measured: `${errors} errors and p99 ${p99.toFixed(0)} ms beside ${slow.length} clients with slow headers, bodies and readers; ${open} open after ${seconds} s`,
      limit: '0 errors, p99 500 ms, none open',
    }
  },

  async R7({ folder, long }) {
    const server = await startSite(folder)
    const { pid } = await server.usage()
    const samples = [
      format('/page?name=a', { headers: { cookie: 'a=b', accept: 'text/html' } }),
      format('/form', {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'a=1&b=2',
      }),
      'POST /form HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\na=b&c\r\n0\r\n\r\n',
      format('/ws', {
        headers: {
          connection: 'Upgrade',
          upgrade: 'websocket',
          'sec-websocket-version': '13',
          'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        },
      }),
    ]
    const random = createRandom(42)
    let hung = 0
    let broken = 0
    const total = long ? 20_000 : 4_000
    const foreground = sendFor(long ? 60 : 10, { port: server.port, connections: 5, rate: 50 })
    let next = 0
    const run = async () => {
      while (next++ < total) {
        const answer = await sendOnce(server.port, mutate(samples[next % samples.length], random))
        if (answer === undefined) hung++
        else if (/^HTTP\/1\.1 5(?!03)/.test(answer)) broken++
      }
    }
    await Promise.all(Array.from({ length: 20 }, run))
    const errors = countErrors(await foreground)
    const same = (await server.usage()).pid === pid
    await server.stop()
    return {
      passed: hung === 0 && broken === 0 && errors === 0 && same,
      measured: `${total} mutated requests: ${hung} without an answer, ${broken} with 5xx, ${errors} errors beside them, ${same ? 'the same' : 'another'} process`,
      limit: '0, 0, 0, the same',
    }
  },

  async R8({ folder, long }) {
    const results = []
    for (const files of [undefined, 256]) {
      const before = files ? ['prlimit', `--nofile=${files}:${files}`] : []
      const server = await startSite(folder, { before })
      const foreground = sendFor(long ? 40 : 12, { port: server.port, connections: 5, rate: 50 })
      // A limit of open files refuses the foreground too, as long as the storm lasts.
      const silent = Array.from({ length: long ? 5000 : 1000 }, () => holdSlowly(server.port, {}))
      await wait(2000)
      for (const { end } of silent) end()
      for (let round = 0; round < (long ? 300 : 30); round++) {
        await Promise.all(Array.from({ length: 100 }, () => openAndReset(server.port)))
      }
      const { times, failed, statuses } = await foreground
      const after = await sendFor(2, { port: server.port, connections: 5, rate: 50 })
      await server.stop()
      const lost = files ? 0 : countErrors({ statuses, failed })
      results.push({ files, lost, p99: percentile(times, 0.99), after: countErrors(after) })
    }
    return {
      passed: results.every(
        ({ files, lost, p99, after }) => lost === 0 && after === 0 && (files || p99 < 1000),
      ),
      measured: results
        .map(
          ({ files, lost, p99, after }) =>
            `${files ?? 'all'} files: ${lost} errors, p99 ${p99.toFixed(0)} ms, ${after} errors afterwards`,
        )
        .join('; '),
      limit: '0 errors, p99 1,000 ms, 0 errors afterwards',
    }
  },

  async R9({ folder }) {
    const server = await startSite(folder)
    const spin = fetch(`http://127.0.0.1:${server.port}/spin`)
    await wait(100)
    const others = await sendFor(4, { port: server.port, connections: 50, rate: 200 })
    await spin
    const start = performance.now()
    await readJson(server.port, '/health')
    const recovery = performance.now() - start
    await server.stop()
    const errors = countErrors(others)
    return {
      passed: errors === 0 && others.times.length > 100 && recovery < 100,
      measured: `${others.times.length} requests beside a loop blocked for 2 s: ${errors} errors; health afterwards in ${recovery.toFixed(0)} ms`,
      limit: '0 errors, 100 ms',
    }
  },

  async R12({ folder, long }) {
    const server = await startSite(folder)
    const before = await server.usage()
    const random = createRandom(7)
    const total = long ? 50_000 : 3_000
    const requests = [
      format('/slow?ms=30000'),
      format('/page?name=a'),
      format('/events'),
      format('/long'),
      `POST /swallow HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=a\r\nContent-Length: 100000\r\n\r\n--a\r\n`,
      'GET /page HTTP/1.1\r\nHost: ',
    ]
    let next = 0
    const run = async () => {
      while (next++ < total) await openAndReset(server.port, requests[next % requests.length], random() * 30)
    }
    await Promise.all(Array.from({ length: 50 }, run))
    const isQuiet = ({ slow, open, files }) =>
      slow.started === slow.ended && open.started === open.ended && files <= before.files + 1
    const after = await waitFor(server.usage, isQuiet)
    const output = server.output()
    await server.stop()
    const { slow, open } = after
    const noise = /unhandled|uncaught|"level":"(error|fatal)"/i.test(output)
    return {
      passed: isQuiet(after) && slow.aborted === slow.started && !noise,
      measured: `${total} aborts: ${slow.aborted} of ${slow.started} loaders aborted, ${slow.ended} and ${open.ended} of ${open.started} generators ended, files ${before.files} to ${after.files}, ${noise ? 'errors' : 'nothing'} in the log`,
      limit: 'all, all, the same, nothing',
    }
  },

  async R16({ folder }) {
    const server = await startSite(folder, { before: ['prlimit', '--nofile=64:64'] })
    const pressure = await sendFor(6, {
      port: server.port,
      connections: 200,
      rate: 200,
      write: (index) => format(index % 2 ? '/text.txt' : '/page?name=a'),
    })
    const after = await sendFor(3, { port: server.port, connections: 10, rate: 100 })
    await server.stop()
    const wrong = Object.keys(pressure.statuses).filter((status) => !['200', '503'].includes(status))
    const errors = countErrors(after)
    return {
      passed: wrong.length === 0 && errors === 0 && after.times.length > 50,
      measured: `64 files and 200 clients: ${JSON.stringify(pressure.statuses)}; afterwards ${errors} errors of ${after.times.length}`,
      limit: 'only 200 and 503; 0 errors',
    }
  },
}

/** Opens a connection that sends as little as possible, once a second. */
function holdSlowly(port, { start, more, isPaused }) {
  const socket = connect({ port, host: '127.0.0.1' })
  socket.on('error', () => {})
  if (start) socket.write(start)
  if (isPaused) socket.pause()
  else socket.resume()
  const timer = more && setInterval(() => socket.write(more), 1000)
  socket.once('close', () => clearInterval(timer))
  return { end: () => socket.destroy() }
}

function openAndReset(port, request, time = 0) {
  return new Promise((settle) => {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.on('error', () => {})
    socket.once('close', settle)
    socket.once('connect', () => {
      if (request) socket.write(request)
      socket.resume()
      setTimeout(() => socket.resetAndDestroy(), time)
    })
  })
}

/** Sends bytes, then the end of the connection; `undefined` if the server neither answers nor closes. */
function sendOnce(port, bytes) {
  return new Promise((settle) => {
    const socket = connect({ port, host: '127.0.0.1' })
    let received = ''
    const timer = setTimeout(() => {
      socket.destroy()
      settle(received || undefined)
    }, 10_000)
    socket.setEncoding('latin1').on('data', (text) => {
      received += text
    })
    socket.on('error', () => {})
    socket.once('close', () => {
      clearTimeout(timer)
      settle(received)
    })
    socket.end(bytes, 'latin1')
  })
}

/** Changes a few bytes at random. */
function mutate(text, random) {
  const bytes = Buffer.from(text, 'latin1')
  const changes = 1 + Math.floor(random() * bytes.length * 0.05)
  for (let change = 0; change < changes; change++) {
    bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256)
  }
  return bytes.toString('latin1')
}

/** Mulberry32: the same numbers for the same seed. */
function createRandom(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296
  }
}
