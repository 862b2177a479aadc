// Unit, handler and build tests: everything but the browser.
import { resolve } from 'node:path'
import { type ViteUserConfig, defineConfig } from 'vitest/config'

/** Tests that start no processes, and undo what they change outside their own modules. */
const functionTests = [
  'framework/{browser,cache,extension,http,realtime,render,request,routing,session}/**/*.test.ts',
  'framework/auth/!(accounts).test.ts',
  'framework/build/mistakes/*.test.ts',
  'routes/**/*.test.ts',
]
const exclude = ['**/dist/**', '**/node_modules/**', 'framework/templates/**']

const config: ViteUserConfig = defineConfig({
  test: {
    root: resolve(import.meta.dirname, '..'),
    globalSetup: 'framework/fixtures/find-programs.mjs',
    // Two a core of a small machine: many tests wait for servers, builds and timers.
    maxWorkers: 4,
    // Some tests start servers and builds, which takes minutes on a slow and busy machine.
    testTimeout: 300_000,
    hookTimeout: 180_000,
    // Vitest gives up after a second, which a busy machine may need for one answer.
    expect: { poll: { timeout: 30_000 } },
    reporters: ['default', 'json'],
    // Not an option of the reporter, which would win over the command line of e2e/run-versions.mjs.
    outputFile: { json: 'test-results/unit.json' },
    projects: [
      {
        extends: true,
        test: {
          name: 'processes',
          include: ['framework/**/*.test.ts'],
          exclude: [...exclude, ...functionTests],
        },
      },
      {
        extends: true,
        test: {
          name: 'functions',
          include: functionTests,
          exclude,
          // These 170 files share a few processes: a process and the modules of this package for each would cost three
          // times the CPU time of the tests.
          isolate: false,
        },
      },
    ],
  },
})

export default config
