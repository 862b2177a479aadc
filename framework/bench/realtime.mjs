// Measures event streams and sockets: node realtime.mjs [streams] [rounds]
import { fork } from 'node:child_process'
import { connect } from 'node:net'
import WebSocket from 'crossws/websocket'
import { buildServers } from './build-servers.mjs'
import { startServer } from './start-server.mjs'

/** How long the slowest of a hundred visitors may wait for a message, in milliseconds. */
const fanOutGoal = 500
/** How many times as long a message may take while another visitor floods the server. */
const floodGoal = 20

if (process.send) flood(process.argv[2])
else await measure(...process.argv.slice(2).map(Number))

async function measure(streams = 2000, rounds = 10) {
  await buildServers()
  const server = await startServer('vial', 5260)
  try {
    const fanOut = await measureFanOut(server, streams, rounds)
    console.log(`${streams} event streams: p50 ${fanOut.p50} ms, p99 ${fanOut.p99} ms (goal: ${fanOutGoal})`)
    const sockets = await measureFlood(server)
    const ratio = sockets.flooded / sockets.alone
    console.log(
      `20 sockets: p50 ${sockets.alone.toFixed(1)} ms, ${sockets.flooded.toFixed(1)} ms beside a flood: ${ratio.toFixed(1)} times as long (goal: ${floodGoal})`,
    )
    process.exitCode = fanOut.p99 > fanOutGoal || ratio > floodGoal ? 1 : 0
  } finally {
    await server.stop()
  }
}

/** Publishes a message to many event streams, several times. */
async function measureFanOut({ origin }, streams, rounds) {
  const delays = []
  let waiting = 0
  let finish = () => {}
  const open = () =>
    new Promise((resolve, reject) => {
      const socket = connect(new URL(origin).port, '127.0.0.1').setEncoding('latin1').once('error', reject)
      socket.on('data', (text) => {
        if (text.includes('data: open')) resolve(socket)
        const [, time] = /data: at (\d+)/.exec(text) ?? []
        if (time === undefined) return
        delays.push(Date.now() - Number(time))
        if (--waiting === 0) finish()
      })
      socket.write('GET /realtime/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')
    })
  const sockets = []
  while (sockets.length < streams) sockets.push(...(await Promise.all(Array.from({ length: 100 }, open))))
  for (let round = 0; round < rounds; round++) {
    waiting = sockets.length
    const arrived = new Promise((resolve) => {
      finish = resolve
    })
    await fetch(`${origin}/realtime/publish`, { method: 'POST' })
    await arrived
  }
  for (const socket of sockets) socket.destroy()
  return { p50: quantile(delays, 0.5), p99: quantile(delays, 0.99) }
}

/** Compares how long an echo takes alone, and while another process sends as fast as it can. */
async function measureFlood({ origin }) {
  const peers = await Promise.all(Array.from({ length: 20 }, () => openSocket(origin)))
  const alone = await measureEchoes(peers)
  const flooder = fork(import.meta.filename, [origin])
  await new Promise((resolve) => flooder.once('message', resolve))
  const flooded = await measureEchoes(peers)
  flooder.kill()
  for (const peer of peers) peer.close()
  return { alone, flooded }
}

async function measureEchoes(peers) {
  const times = []
  const ask = async (peer) => {
    for (let count = 0; count < 100; count++) {
      const start = performance.now()
      const answered = new Promise((resolve) => peer.addEventListener('message', resolve, { once: true }))
      peer.send('message')
      await answered
      times.push(performance.now() - start)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }
  await Promise.all(peers.map(ask))
  return quantile(times, 0.5)
}

/** Sends messages until the process ends; tells the parent when the first answer has come. */
async function flood(origin) {
  const socket = await openSocket(origin)
  socket.addEventListener('message', () => process.send('begun'), { once: true })
  const sendMore = () => {
    for (let count = 0; count < 1000 && socket.bufferedAmount < 4_000_000; count++)
      socket.send('x'.repeat(20))
    setImmediate(sendMore)
  }
  sendMore()
}

function openSocket(origin) {
  const url = `${origin.replace('http', 'ws')}/realtime/echo`
  const socket = new WebSocket(url, [], { headers: { origin } })
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(socket))
    socket.addEventListener('error', reject)
  })
}

function quantile(values, share) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)]
}
