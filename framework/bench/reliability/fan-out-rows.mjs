// Rows R19 and R20: many who listen, and some who do not read.
import { connect } from 'node:net'
import { format, percentile } from './raw-client.mjs'
import { startSite, wait, waitFor } from './site.mjs'

const handshake = format('/ws', {
  headers: {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
  },
})

export const fanOutRows = {
  async R19({ folder, long }) {
    const server = await startSite(folder)
    const before = await server.usage()
    const times = []
    const healthy = Array.from({ length: 10 }, () => listen(server.port, format('/events'), times))
    const slow = Array.from({ length: long ? 500 : 100 }, (_, n) =>
      listen(server.port, n % 2 ? handshake : format('/events')),
    )
    await wait(1500)
    for (const { socket } of slow) socket.pause()
    let most = 0
    const rounds = long ? 60 : 10
    for (let round = 0; round < rounds; round++) {
      await publish(server.port, 100, 1000)
      most = Math.max(most, (await server.usage()).rss)
    }
    const messages = rounds * 100
    const received = await waitFor(
      async () => times.length,
      (count) => count >= messages * healthy.length,
    )
    for (const { socket } of [...healthy, ...slow]) socket.destroy()
    const after = await waitFor(server.usage, ({ files }) => files <= before.files + 1)
    await server.stop()
    const [p99, megabytes] = [percentile(times, 0.99), (most - before.rss) / 1e6]
    // Each slow client may hold 8 MB, and no more than what was sent.
    const bound = Math.min(8, messages / 1000 + 1) * slow.length + 100
    return {
      passed:
        received === messages * healthy.length &&
        p99 < 200 &&
        megabytes < bound &&
        after.files <= before.files + 1,
      measured: `${slow.length} clients that do not read: the others got ${received} of ${messages * healthy.length} messages, p99 ${p99.toFixed(0)} ms; ${megabytes.toFixed(0)} MB more`,
      limit: `all, 200 ms, ${bound.toFixed(0)} MB`,
    }
  },

  async R20({ folder, long }) {
    const server = await startSite(folder)
    const before = await server.usage()
    const times = []
    const count = long ? 2000 : 300
    const clients = []
    for (let n = 0; n < count; n++) {
      clients.push(listen(server.port, format('/events'), times), listen(server.port, handshake, times))
      if (n % 50 === 0) await wait(20)
    }
    await waitFor(
      async () => clients.filter(({ isOpen }) => isOpen()).length,
      (open) => open === clients.length,
    )
    await wait(1000)
    const idle = await server.usage()
    const rounds = long ? 600 : 8
    for (let round = 0; round < rounds; round++) {
      await publish(server.port, 1, 100)
      await wait(1000)
    }
    const expected = rounds * clients.length
    await waitFor(
      async () => times.length,
      (received) => received >= expected,
    )
    for (const { socket } of clients) socket.destroy()
    await server.stop()
    const [p99, kilobytes] = [percentile(times, 0.99), (idle.rss - before.rss) / 1000 / clients.length]
    return {
      passed: times.length === expected && p99 < 500 && kilobytes <= 60,
      measured: `${clients.length} clients got ${times.length} of ${expected} messages, p99 ${p99.toFixed(0)} ms; ${kilobytes.toFixed(0)} kB each`,
      limit: 'all, 500 ms, 60 kB',
    }
  },
}

/** Publishes texts that begin with the time at which they were sent. */
async function publish(port, count, length) {
  for (let n = 0; n < count; n++) {
    const body = `@${performance.now().toFixed(3)}@${'x'.repeat(length)}`
    await (await fetch(`http://127.0.0.1:${port}/publish`, { method: 'POST', body })).text()
  }
}

/** Opens an event stream or a socket, and collects how long each message took. */
function listen(port, request, times) {
  const socket = connect({ port, host: '127.0.0.1' })
  let isOpen = false
  let rest = ''
  socket.write(request)
  socket.on('error', () => {})
  socket.setEncoding('latin1').on('data', (text) => {
    if (!isOpen) isOpen = text.includes('first')
    if (!times) return
    rest += text
    const found = [...rest.matchAll(/@(\d+\.\d+)@/g)]
    for (const [, sent] of found) times.push(performance.now() - Number(sent))
    rest = found.length > 0 ? rest.slice(found.at(-1).index + found.at(-1)[0].length) : rest.slice(-40)
  })
  return { socket, isOpen: () => isOpen }
}
