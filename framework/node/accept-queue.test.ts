// Tests that connections which arrive faster than they are accepted are not lost.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { expect, it } from 'vitest'
import { openSite } from '../fixtures/open-site.ts'

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
