// Unit, handler and build tests: everything but the browser.
import { resolve } from 'node:path'
import { type ViteUserConfig, defineConfig } from 'vitest/config'

const config: ViteUserConfig = defineConfig({
  test: {
    root: resolve(import.meta.dirname, '..'),
    include: ['framework/**/*.test.ts', 'routes/**/*.test.ts'],
    exclude: ['**/dist/**', '**/node_modules/**'],
    globalSetup: 'framework/fixtures/find-programs.mjs',
    // Two a core of a small machine: many tests wait for servers, builds and timers.
    maxWorkers: 4,
    // Some tests start servers and builds, which takes long on a busy machine.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    reporters: ['default', ['json', { outputFile: 'test-results/unit.json' }]],
  },
})

export default config
