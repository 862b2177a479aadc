// Measures event streams and sockets: node realtime.mjs [visitors] [rounds]
import { fork } from 'node:child_process'
import { connect } from 'node:net'
import WebSocket from 'crossws/websocket'
import { buildServers } from './build-servers.mjs'
import { findMedian, findQuantile } from './quantile.mjs'
import { startServer } from './start-server.mjs'

/** How long the slowest of a hundred visitors may wait for a message, in milliseconds. */
const fanOutGoal = 500
/** How much memory an idle stream or socket may take, in kilobytes. */
const memoryGoal = 60
/** How many times as long a message may take while another visitor floods the server. */
const floodGoal = 20
/** How many messages a second pass through one room, and how many percent its memory may grow meanwhile. */
const [roomRate, roomGoal] = [10_000, 10]

if (process.send) flood(process.argv[2])
else await measure(...process.argv.slice(2).map(Number))

async function measure(visitors = 2000, rounds = 10) {
  await buildServers()
  const missed = [
    await withServer((server) => measureFanOut(server, visitors, rounds, 'event streams', openStream)),
    await withServer((server) => measureFanOut(server, visitors, rounds, 'sockets', openRoom)),
    await withServer(measureRoom),
    await withServer(measureFlood),
  ]
  process.exitCode = missed.includes(true) ? 1 : 0
}

/** Measures a server that has just started, so that its memory holds nothing else. */
async function withServer(work) {
  const server = await startServer('vial', 5260)
  try {
    return await work(server)
  } finally {
    await server.stop()
  }
}

/** Measures the memory of idle visitors, then how long a message takes to all of them. Returns whether it missed a goal. */
async function measureFanOut(server, visitors, rounds, name, open) {
  // The first ones load code and grow the heap, which further visitors do not.
  const opened = await openMany(open, server.origin, 100)
  const before = server.memory()
  opened.push(...(await openMany(open, server.origin, visitors - opened.length)))
  const each = (server.memory() - before) / (visitors - 100) / 1000

  const delays = []
  for (let round = 0; round < rounds; round++) {
    const arrivals = Promise.all(opened.map(({ next }) => next()))
    await opened[0].publish()
    delays.push(...(await arrivals))
  }
  for (const { end } of opened) end()
  const [p50, p99] = [findMedian(delays), findQuantile(delays, 0.99)].map(Math.round)
  console.log(
    `${visitors} ${name}: ${each.toFixed(1)} kB each (goal: ${memoryGoal}), p50 ${p50} ms, p99 ${p99} ms (goal: ${fanOutGoal})`,
  )
  return each > memoryGoal || p99 > fanOutGoal
}

async function openMany(open, origin, count) {
  const opened = []
  while (opened.length < count) {
    const size = Math.min(100, count - opened.length)
    opened.push(...(await Promise.all(Array.from({ length: size }, () => open(origin)))))
  }
  return opened
}

/** Opens an event stream. `next()` resolves to how long the next message has taken, in milliseconds. */
function openStream(origin) {
  return new Promise((resolve, reject) => {
    let receive = () => {}
    const socket = connect(new URL(origin).port, '127.0.0.1').setEncoding('latin1').once('error', reject)
    const visitor = {
      next: () =>
        new Promise((resolve) => {
          receive = resolve
        }),
      publish: () => fetch(`${origin}/realtime/publish`, { method: 'POST' }),
      end: () => socket.destroy(),
    }
    socket.on('data', (text) => {
      if (text.includes('data: open')) resolve(visitor)
      const [, time] = /data: at (\d+)/.exec(text) ?? []
      if (time !== undefined) receive(Date.now() - Number(time))
    })
    socket.write('GET /realtime/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')
  })
}

/** Opens a socket in the room: as `openStream()`. */
async function openRoom(origin) {
  const socket = await openSocket(`${origin}/realtime/room`, 'message')
  let receive = () => {}
  socket.addEventListener('message', ({ data }) => receive(Date.now() - Number(data)))
  return {
    next: () =>
      new Promise((resolve) => {
        receive = resolve
      }),
    publish: () => {
      socket.send(String(Date.now()))
      // The room does not send a message back to its sender.
      receive(0)
    },
    end: () => socket.close(),
  }
}

/** Sends messages through one room at a steady rate, and compares the memory. Returns whether it missed a goal. */
async function measureRoom(server) {
  const [sender, ...others] = await Promise.all(
    Array.from({ length: 3 }, () => openSocket(`${server.origin}/realtime/room`, 'message')),
  )
  let received = 0
  for (const socket of others) socket.addEventListener('message', () => received++)
  const send = async (seconds) => {
    const start = performance.now()
    for (let sent = 0; sent < seconds * roomRate; await new Promise((resolve) => setTimeout(resolve, 5))) {
      const due = Math.min(seconds, (performance.now() - start) / 1000) * roomRate
      while (sent < due) {
        sender.send(`message ${sent}`)
        sent++
      }
    }
  }
  await send(10)
  const before = server.memory()
  await send(30)
  const growth = (server.memory() / before - 1) * 100
  // The last messages are on their way.
  while (received < others.length * 40 * roomRate) await new Promise((resolve) => setTimeout(resolve, 20))
  for (const socket of [sender, ...others]) socket.close()
  console.log(
    `${roomRate} messages a second through one room for 30 s: ${received} received, memory ${growth.toFixed(1)}% more than after 10 s (goal: ${roomGoal})`,
  )
  return growth > roomGoal
}

/** Compares how long an echo takes alone, and while another process sends as fast as it can. Returns whether it missed its goal. */
async function measureFlood({ origin }) {
  const peers = await Promise.all(Array.from({ length: 20 }, () => openSocket(`${origin}/realtime/echo`)))
  const alone = await measureEchoes(peers)
  const flooder = fork(import.meta.filename, [origin])
  await new Promise((resolve) => flooder.once('message', resolve))
  const flooded = await measureEchoes(peers)
  flooder.kill()
  for (const peer of peers) peer.close()
  const ratio = flooded / alone
  console.log(
    `20 sockets: p50 ${alone.toFixed(1)} ms, ${flooded.toFixed(1)} ms beside a flood: ${ratio.toFixed(1)} times as long (goal: ${floodGoal})`,
  )
  return ratio > floodGoal
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
  return findMedian(times)
}

/** Sends messages until the process ends; tells the parent when the first answer has come. */
async function flood(origin) {
  const socket = await openSocket(`${origin}/realtime/echo`)
  socket.addEventListener('message', () => process.send('begun'), { once: true })
  const sendMore = () => {
    for (let count = 0; count < 1000 && socket.bufferedAmount < 4_000_000; count++)
      socket.send('x'.repeat(20))
    setImmediate(sendMore)
  }
  sendMore()
}

/** Opens a socket, which is ready after its first event of a type. */
function openSocket(url, readyAfter = 'open') {
  const socket = new WebSocket(url.replace('http', 'ws'), [], { headers: { origin: new URL(url).origin } })
  return new Promise((resolve, reject) => {
    socket.addEventListener(readyAfter, () => resolve(socket), { once: true })
    socket.addEventListener('error', reject)
  })
}
