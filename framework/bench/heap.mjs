// Measures whether requests leave anything on the heap: node framework/bench/heap.mjs [class …] [--requests 200000]
import { parseArgs } from 'node:util'
import { format, openAndLeave, sendAll } from './reliability/raw-client.mjs'
import { buildSite, startSite, waitFor } from './reliability/site.mjs'

const boundary = 'a-boundary'
const upload = `--${boundary}\r\ncontent-disposition: form-data; name="f"; filename="f.txt"\r\n\r\n${'x'.repeat(1000)}\r\n--${boundary}--\r\n`
const handshake = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
}

/** How each class of route is requested, and the only status that is right. */
const classes = {
  page: { write: (n) => format(`/page?name=${n}`), status: 200 },
  session: { write: (_, cookie) => format('/session', { headers: { cookie } }), status: 200 },
  endpoint: { write: (n) => format(`/api/${n}`), status: 200 },
  404: { write: (n) => format(`/missing/${n}`), status: 404 },
  error: { write: () => format('/throw'), status: 500 },
  cached: { write: (n) => format(`/cached?n=${n % 50}`), status: 200 },
  static: { write: () => format('/text.txt'), status: 200 },
  redirect: { write: () => format('/go'), status: 303 },
  form: {
    write: () =>
      format('/form', {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'title=',
      }),
    status: 422,
  },
  upload: {
    write: () =>
      format('/swallow', {
        method: 'POST',
        headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
        body: upload,
      }),
    status: 200,
  },
  events: { leave: format('/events'), text: 'first' },
  socket: { leave: format('/ws', { headers: handshake }), text: 'first' },
}

/** The greatest growth between the second and the third measurement: a part of the heap, and bytes. */
const limits = { part: 0.02, bytes: 3e6 }

if (process.argv[1] === import.meta.filename) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { requests: { type: 'string', default: '200000' } },
  })
  const site = await buildSite()
  let failed = 0
  try {
    for (const name of positionals.length > 0 ? positionals : Object.keys(classes)) {
      const { passed, line } = await measureHeap(site.folder, name, Number(values.requests))
      console.log(`${passed ? 'PASS' : 'FAIL'} ${line}`)
      if (!passed) failed++
    }
  } finally {
    await site.remove()
  }
  process.exitCode = failed > 0 ? 1 : 0
}

export const classNames = Object.keys(classes)

/**
 * Sends requests of one class, and compares the heap after collection at 10 %, 55 % and 100 % of them.
 *
 * @returns {Promise<{ passed: boolean, growth: number, line: string }>} `growth` is a part of the heap
 */
export async function measureHeap(folder, name, requests) {
  const server = await startSite(folder, { environment: { LOG_LEVEL: 'silent' } })
  try {
    const { headers } = await fetch(`http://127.0.0.1:${server.port}/session`)
    const cookie = headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
    const before = await server.usage()
    const sizes = []
    let wrong = 0
    let sent = 0
    for (const part of [0.1, 0.45, 0.45]) {
      const count = Math.round(requests * part)
      wrong += await sendClass(classes[name], server.port, count, sent, cookie)
      sent += count
      sizes.push(await measure(server, before.files))
    }
    const [, second, third] = sizes
    const growth = third.heap - second.heap
    const passed =
      wrong === 0 &&
      growth <= Math.min(second.heap * limits.part, limits.bytes) &&
      third.files <= before.files + 1
    const megabytes = sizes.map(({ heap }) => (heap / 1e6).toFixed(2)).join(' ')
    const line = `heap of ${name}: ${megabytes} MB after 10, 55 and 100 % of ${requests} requests (${((100 * growth) / second.heap).toFixed(2)} %), ${wrong} wrong, files ${before.files} to ${third.files}; limit ${100 * limits.part} %`
    return { passed, growth: growth / second.heap, line }
  } finally {
    await server.stop()
  }
}

/** Sends some requests and counts those that were not answered as they should be. */
async function sendClass({ write, status, leave, text }, port, count, offset, cookie) {
  if (write) {
    const { statuses } = await sendAll({
      port,
      requests: count,
      depth: 8,
      write: (index) => write(offset + index, cookie),
    })
    return count - (statuses[status] ?? 0)
  }
  let next = 0
  let wrong = 0
  const run = async () => {
    while (next++ < count) if (!(await openAndLeave(port, leave, text))) wrong++
  }
  await Promise.all(Array.from({ length: 20 }, run))
  return wrong
}

/** Connections close and streams end a moment after the visitor has left; then the heap is what stays. */
async function measure(server, files) {
  await waitFor(server.usage, (usage) => usage.files <= files + 1)
  const measured = [await server.usage(), await server.usage(), await server.usage()]
  return measured.reduce((least, one) => (one.heap < least.heap ? one : least))
}
