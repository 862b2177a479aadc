// Tests that connections which arrive faster than they are accepted are not lost.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { expect, it } from 'vitest'
import { openSite } from '../../fixtures/open-site.ts'

it.skipIf(process.platform !== 'linux')(
  'keeps 1,000 connections that arrive while the process is busy',
  async () => {
    const site = await openSite({ 'routes/index.ts': `export const GET = () => 'home'` })
    const server = await site.startIn('production')
    const { port } = new URL(server.origin)
    // The kernel's own limit wins.
    const allowed = Number(readFileSync('/proc/sys/net/core/somaxconn', 'utf8'))

    server.process.kill('SIGSTOP')
    try {
      const opened = Array.from({ length: Math.min(1000, allowed) }, async () => {
        const socket = connect(Number(port), 'localhost')
        await once(socket, 'connect')
        return socket
      })
      for (const socket of await Promise.all(opened)) socket.destroy()
    } finally {
      server.process.kill('SIGCONT')
    }
    expect(await server.text('/')).toBe('home')
  },
)

it.skipIf(process.platform !== 'linux')(
  'keeps no more connections waiting than LISTEN_BACKLOG says',
  async () => {
    const site = await openSite({ 'routes/index.ts': `export const GET = () => 'home'` })
    const { code, output } = await site.build()
    expect(code, output).toBe(0)
    const server = await site.startProduction({ LISTEN_BACKLOG: '8' })
    const { port } = new URL(server.origin)
    const other = createServer().listen(0, 'localhost')
    await once(other, 'listening')
    let opened = 0

    server.process.kill('SIGSTOP')
    const sockets = Array.from({ length: 40 }, () =>
      connect(Number(port), 'localhost').once('connect', () => opened++),
    )
    // The kernel opens connections in the order in which they are asked for, so those that fit are open by then.
    sockets.push(connect((other.address() as AddressInfo).port, 'localhost'))
    await once(sockets.at(-1)!, 'connect')
    await new Promise(setImmediate)
    server.process.kill('SIGCONT')
    for (const socket of sockets) socket.on('error', () => {}).destroy()
    other.close()

    expect(opened).toBeGreaterThanOrEqual(8)
    expect(opened).toBeLessThan(12)
    expect(await server.text('/')).toBe('home')
  },
)
