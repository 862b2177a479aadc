// A TCP proxy in front of a server whose open connections a test can freeze or cut.
import { once } from 'node:events'
import { type AddressInfo, type Socket, connect, createServer } from 'node:net'

export interface FragileProxy {
  /** Such as `http://localhost:41234`. */
  readonly origin: string
  /** From now on, the server receives nothing more over the connections that are in use. */
  freezeRequests(): void
  /** From now on, browsers receive nothing more over the connections that are in use. */
  freezeResponses(): void
  /** Closes the connections that are open. */
  cut(): void
  close(): Promise<void>
}

/** Starts the proxy. New connections always work. */
export async function startFragileProxy(target: string): Promise<FragileProxy> {
  const { hostname, port } = new URL(target)
  const pairs = new Set<{ browser: Socket; server: Socket }>()
  const listener = createServer((browser) => {
    const server = connect({ host: hostname, port: Number(port) })
    const pair = { browser, server }
    pairs.add(pair)
    browser.pipe(server)
    server.pipe(browser)
    for (const socket of [browser, server]) {
      socket.on('error', () => {
        // The close event follows, and ends the other side.
      })
      socket.on('close', () => {
        browser.destroy()
        server.destroy()
        pairs.delete(pair)
      })
    }
  })
  listener.listen(0, 'localhost')
  await once(listener, 'listening')
  // Browsers open spare connections in advance, and load the next page over one of them.
  const inUse = () => [...pairs].filter(({ browser }) => browser.bytesRead > 0)
  const cut = (): void => {
    for (const { browser } of pairs) browser.destroy()
  }
  return {
    origin: `http://localhost:${(listener.address() as AddressInfo).port}`,
    freezeRequests() {
      for (const { browser, server } of inUse()) browser.unpipe(server).pause()
    },
    freezeResponses() {
      for (const { browser, server } of inUse()) server.unpipe(browser).pause()
    },
    cut,
    async close() {
      cut()
      await new Promise((resolve) => listener.close(resolve))
    },
  }
}
