import { createServer, isFileLoadingAllowed, resolveConfig } from 'vite'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createTemporarySite } from '../fixtures/temporary-site.ts'
import { vial } from './plugin.ts'

// Since Vite 8.4 with the options of an environment, none of which matters here.
type CheckedConfig = Parameters<typeof isFileLoadingAllowed>[0]

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

  it.each([
    ['routes/index.tsx', true],
    ['routes/.well-known/x.ts', true],
    ['node_modules/.pnpm/a@1/node_modules/a/index.js', true],
    ['packages/a/node_modules/.vite/deps/a.js', true],
    ['.cache/deps/a.js', true],
    ['.vial/secret', false],
    ['.data/vial.db', false],
    ['.npmrc', false],
    ['.git/config', false],
    ['lib/.env.local', false],
    ['lib/.private/deep/a.ts', false],
    ['lib/key.pem', false],
    ['lib/a.sqlite', false],
  ])("adds to the author's list of denied files: %s", async (file, allowed) => {
    // The folder above has a name that begins with a dot, and characters with a meaning in patterns.
    const root = '/home/.work (1)/[site]'
    const fs = { deny: ['*.sqlite'] }
    const config = await resolveConfig(
      { root, configFile: false, plugins: [vial()], cacheDir: '.cache', server: { fs } },
      'serve',
    )
    expect(isFileLoadingAllowed(config as CheckedConfig, `${root}/${file}`)).toBe(allowed)
  })
})
