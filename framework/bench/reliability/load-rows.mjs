// Rows R1 to R5 and R24: load, memory, and one visitor's data beside that of others.
import { classNames, measureHeap } from '../heap.mjs'
import { format, percentile, sendAll } from './raw-client.mjs'
import { startSite, wait } from './site.mjs'

const mix = [
  ...Array.from({ length: 6 }, () => format('/page?name=a')),
  format('/session'),
  format('/session'),
  format('/api/1'),
  format('/text.txt'),
]
const writeMix = (index) => mix[index % mix.length]

/** Sends requests for a time in seconds. */
export function sendFor(seconds, options) {
  const end = performance.now() + seconds * 1000
  return sendAll({ requests: Infinity, write: writeMix, ...options, isOver: () => performance.now() > end })
}

/** Measures how many requests per second the server answers. */
export async function measureRate(port, seconds = 4) {
  // V8 optimises first.
  await sendFor(2, { port, connections: 50 })
  const { times } = await sendFor(seconds, { port, connections: 50 })
  return times.length / seconds
}

/** Counts what was not answered with 200. */
export function countErrors({ statuses, failed }) {
  return Object.entries(statuses).reduce(
    (sum, [status, count]) => sum + (status === '200' ? 0 : count),
    failed,
  )
}

export const loadRows = {
  async R1({ folder, long }) {
    const server = await startSite(folder)
    const rate = await measureRate(server.port)
    const result = await sendFor(long ? 600 : 20, { port: server.port, connections: 100, rate: rate * 0.7 })
    await server.stop()
    const [p99, p999] = [percentile(result.times, 0.99), percentile(result.times, 0.999)]
    const errors = countErrors(result)
    return {
      passed: errors === 0 && p99 < 100 && p999 < 500,
      measured: `${result.times.length} requests at ${Math.round(rate * 0.7)}/s, ${errors} errors, p99 ${p99.toFixed(0)} ms, p99.9 ${p999.toFixed(0)} ms`,
      limit: '0 errors, p99 100 ms, p99.9 500 ms',
    }
  },

  async R2({ folder, long }) {
    const server = await startSite(folder)
    const rate = await measureRate(server.port)
    const seconds = long ? 120 : 15
    const overload = await sendFor(seconds, { port: server.port, connections: 1000 })
    const goodput = (overload.statuses[200] ?? 0) / seconds
    await wait(5000)
    const after = await sendFor(3, { port: server.port, connections: 20, rate: rate * 0.3 })
    await server.stop()
    const others = Object.keys(overload.statuses).filter((status) => status !== '200' && status !== '503')
    const p99 = percentile(after.times, 0.99)
    return {
      passed: goodput >= 0.8 * rate && others.length === 0 && countErrors(after) === 0 && p99 < 100,
      measured: `${Math.round(goodput)}/s of ${Math.round(rate)}/s with 1,000 connections, other statuses: ${others.join() || 'none'}, p99 ${p99.toFixed(0)} ms 5 s later`,
      limit: '80 %, only 200 and 503, p99 100 ms',
    }
  },

  async R3({ folder, long }) {
    const names = long ? classNames : ['page', 'session', 'events']
    const lines = []
    for (const name of names) {
      // V8 compiles the code of sessions late, which looks like growth in fewer requests.
      const { passed, growth } = await measureHeap(
        folder,
        name,
        long ? 200_000 : name === 'session' ? 120_000 : 40_000,
      )
      lines.push({ passed, text: `${name} ${(growth * 100).toFixed(1)} %` })
    }
    return {
      passed: lines.every(({ passed }) => passed),
      measured: lines.map(({ text }) => text).join(', '),
      limit: '2 % of the heap after collection, and no file open',
    }
  },

  async R4({ folder, long }) {
    const server = await startSite(folder)
    const rate = 0.3 * (await measureRate(server.port))
    const sizes = []
    let errors = 0
    for (let part = 0; part < 6; part++) {
      errors += countErrors(await sendFor(long ? 600 : 5, { port: server.port, connections: 20, rate }))
      sizes.push((await server.usage()).heap)
    }
    await server.stop()
    // The first part is the time in which V8 optimises.
    const growth = (sizes.at(-1) - sizes[1]) / 1e6
    return {
      passed: errors === 0 && growth < 0.5,
      measured: `heap ${growth.toFixed(2)} MB in ${long ? '40 minutes' : '20 s'}, ${errors} errors`,
      limit: '0.5 MB, 0 errors',
    }
  },

  async R5({ folder, long }) {
    const server = await startSite(folder)
    const distinct = (index) =>
      format(`/cached?n=${index}`, {
        headers: {
          cookie: `session=${index}`,
          'accept-language': `x-${index}`,
          'if-none-match': `"${index}"`,
        },
      })
    const warm = { port: server.port, depth: 8, write: (index) => format(`/missing/${index}`) }
    // The cache fills up to its limit first.
    await sendAll({ port: server.port, depth: 8, requests: long ? 200_000 : 10_000, write: distinct })
    await sendAll({ ...warm, requests: 5_000 })
    const before = await server.usage()
    const requests = long ? 1_000_000 : 20_000
    await sendAll({
      ...warm,
      requests: requests / 2,
      write: (index) =>
        format(`/x${index}/y?${index}=${index}`, { headers: { cookie: `a${index}=b; session=${index}` } }),
    })
    await sendAll({
      ...warm,
      requests: requests / 2,
      write: (index) => format(`/page?name=${index}`, { headers: { 'accept-language': `x-${index}` } }),
    })
    const growth = ((await server.usage()).heap - before.heap) / 1e6
    await server.stop()
    return {
      passed: growth < 10,
      measured: `${growth.toFixed(2)} MB after ${requests} distinct requests`,
      limit: '10 MB',
    }
  },

  async R24({ folder, long }) {
    const server = await startSite(folder)
    const rounds = long ? 2_000 : 30
    let mixed = 0
    for (let round = 0; round < rounds; round++) {
      await Promise.all(
        Array.from({ length: 200 }, async (_, visitor) => {
          const token = `t${round}-${visitor}`
          const response = await fetch(`http://127.0.0.1:${server.port}/token?t=${token}`)
          const { tokens } = await response.json()
          const isOwn = response.headers.get('x-token') === token && tokens.every((one) => one === token)
          if (!isOwn) mixed++
        }),
      )
    }
    await server.stop()
    return {
      passed: mixed === 0,
      measured: `${mixed} of ${rounds * 200} responses had a token of another visitor, 200 at once`,
      limit: '0',
    }
  },
}
