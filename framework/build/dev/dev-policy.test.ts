import { createServer } from 'node:http'
import { type ServerOptions, resolveConfig } from 'vite'
import { describe, expect, it } from 'vitest'
import { createVitePolicy } from './dev-policy.ts'

describe('createVitePolicy()', () => {
  it.each<[string, ServerOptions, string[]]>([
    ['its own server', {}, ['*:5199']],
    ['another port', { ws: { port: 5200 } }, ['*:5200']],
    ['a port that a proxy passes on', { ws: { port: 5200, clientPort: 443 } }, ['*:443']],
    ['another host', { ws: { host: 'dev.example' } }, ['*:5199', 'dev.example:*']],
    ['another host and port', { ws: { host: 'dev.example', port: 5200 } }, ['*:5200']],
    ['the deprecated options', { hmr: { clientPort: 8443 } }, ['*:8443']],
    ['the server of the author, without one for sockets', { middlewareMode: true }, ['*:24678']],
    ['the server of the author', { middlewareMode: true, ws: { server: createServer() } }, ['*:5199']],
    ['no socket', { ws: false }, []],
  ])('allows the socket of a client that uses %s', async (_, server, hosts) => {
    const config = await resolveConfig({ configFile: false, server: { port: 5199, ...server } }, 'serve')
    expect(createVitePolicy(config)).toEqual({
      additions:
        hosts.length > 0 ? { 'connect-src': hosts.flatMap((host) => [`ws://${host}`, `wss://${host}`]) } : {},
      alwaysNonce: true,
    })
  })
})
