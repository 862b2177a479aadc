// Unit, handler and build tests: everything but the browser.
import { readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type ViteUserConfig, defineConfig } from 'vitest/config'

/** Tests that start no processes. */
const functionTests = [
  'framework/{browser,cache,extension,http,realtime,render,request,routing,session}/**/*.test.ts',
  'framework/auth/!(accounts).test.ts',
  'framework/build/mistakes/*.test.ts',
  'routes/**/*.test.ts',
]
const exclude = ['**/dist/**', '**/node_modules/**', 'framework/templates/**']
/**
 * Tests that need a process for each file: they replace a module, or run a site in their own process, which loads the
 * built package. Only one copy of the package can hook into Preact, and other tests load its sources. The order of the
 * attributes that a compiled element has depends on whether a test before it has loaded `preact/compat`.
 */
const loneTests = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.test.ts') && !/\b(dist|node_modules|templates)\b/.test(path))
  .filter(
    (path) =>
      path.endsWith('precompile-source.test.ts') ||
      /test-client\.ts|test-terminal\.ts|find-site\.ts|\/shell\.ts|vi\.mock/.test(
        readFileSync(join(import.meta.dirname, path), 'utf8'),
      ),
  )
  .map((path) => `framework/${path.replaceAll('\\', '/')}`)

const config: ViteUserConfig = defineConfig({
  test: {
    root: resolve(import.meta.dirname, '..'),
    globalSetup: ['framework/fixtures/find-programs.mjs', 'framework/fixtures/idle-links.mjs'],
    // Two a core of a small machine: many tests wait for servers, builds and timers.
    maxWorkers: 4,
    // Some tests start servers and builds, which takes minutes on a slow and busy machine.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    // Vitest gives up after a second, which a busy machine may need for one answer.
    expect: { poll: { timeout: 30_000 } },
    reporters: ['default', 'json'],
    // Not an option of the reporter, which would win over the command line of e2e/run-versions.mjs.
    outputFile: { json: 'test-results/unit.json' },
    exclude,
    // Most of the 400 files share a few processes, so each undoes what it changes outside its own modules. A process and the
    // modules of this package for each file would take longer than most tests, and so would loading Vite again for
    // each of its sites (fixtures/warm-vite.ts).
    isolate: false,
    setupFiles: 'framework/fixtures/restore-process.ts',
    projects: [
      { extends: true, test: { name: 'lone', include: loneTests, isolate: true } },
      {
        extends: true,
        test: {
          name: 'processes',
          include: ['framework/**/*.test.ts'],
          exclude: [...exclude, ...functionTests, ...loneTests],
        },
      },
      {
        extends: true,
        test: { name: 'functions', include: functionTests, exclude: [...exclude, ...loneTests] },
      },
    ],
  },
})

export default config
