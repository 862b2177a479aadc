import { createServer } from 'vite'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createTemporarySite } from '../fixtures/temporary-site.ts'
import { vial } from './plugin.ts'

describe('configureSite()', () => {
  it("keeps Vite's WebSocket turned off when the project has turned it off", async () => {
    const site = await createTemporarySite({})
    const server = await createServer({
      root: site.folder,
      configFile: false,
      plugins: [vial()],
      logLevel: 'error',
      server: { middlewareMode: true, ws: false, watch: null },
      optimizeDeps: { noDiscovery: true },
    })
    onTestFinished(async () => {
      await server.close()
      await site.dispose()
    })

    expect(server.config.server.ws).toBe(false)
    expect(server.config.server.cors).toBe(false)
  })
})
