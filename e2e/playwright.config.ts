// Runs the same specs against `vite dev` and against the built site, and the framework's specs, which create their
// own sites. Started by e2e/run.mjs.
import { randomBytes } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from '@playwright/test'

const root = join(import.meta.dirname, '..')
const executablePath = process.env.E2E_CHROMIUM
// Workers load this file again and must get the same folder.
process.env.E2E_FOLDER ??= mkdtempSync(join(tmpdir(), 'vial-e2e-'))
const folder = process.env.E2E_FOLDER

const serverDefaults = {
  reuseExistingServer: false,
  timeout: 120_000,
  stdout: 'ignore',
  stderr: 'pipe',
  gracefulShutdown: { signal: 'SIGTERM', timeout: 5_000 },
} as const

const [devPort = 5173, productionPort = 3000] = process.env.E2E_PORTS?.split(',').map(Number) ?? []
const dev = { name: 'dev', port: devPort }
const production = { name: 'production', port: productionPort }

export default defineConfig({
  testDir: import.meta.dirname,
  testMatch: '**/*.spec.ts',
  outputDir: join(root, 'test-results/e2e'),
  fullyParallel: true,
  // Two a core of a small machine: tests wait for pages, timers and processes for more than half of their time.
  workers: 4,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  // The dev server compiles a page on its first request, and a busy machine takes its time.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: [['list'], ['json', { outputFile: join(root, 'test-results/e2e.json') }]],
  use: {
    launchOptions: executablePath ? { executablePath } : {},
    // The contrast of colours in transition cannot be measured.
    contextOptions: { reducedMotion: 'reduce' },
    screenshot: 'only-on-failure',
  },
  projects: [
    ...[dev, production].map(({ name, port }) => ({
      name,
      use: { baseURL: `http://localhost:${port}` },
    })),
    // A file creates and builds its sites once, so its tests run in one worker.
    { name: 'framework', testDir: join(root, 'framework'), fullyParallel: false },
  ],
  // Without ports there is no site to test: `playwright test --project framework` alone needs none.
  webServer: process.env.E2E_PORTS
    ? [
        {
          ...serverOf(dev),
          command: `npx vite dev --port ${dev.port} --strictPort`,
          env: environmentOf(dev.name),
        },
        {
          ...serverOf(production),
          command: 'npm start',
          env: {
            ...environmentOf(production.name),
            NODE_ENV: 'production',
            PORT: String(production.port),
            SESSION_SECRET: randomBytes(32).toString('base64'),
            LOG_LEVEL: 'error',
          },
        },
      ]
    : [],
})

function serverOf({
  name,
  port,
}: typeof dev): { name: string; url: string; cwd: string } & typeof serverDefaults {
  return { name, url: `http://localhost:${port}/`, cwd: root, ...serverDefaults }
}

/** Gives each server its own database, gallery and guest book, so that they do not share data. */
function environmentOf(name: string): Record<string, string> {
  return {
    DATABASE_URL: `file:${join(folder, `${name}.db`)}`,
    NOTES_ADMINS: 'e2e-admin',
    GALLERY_FOLDER: join(folder, `${name}-gallery`),
    GUEST_BOOK_FOLDER: join(folder, `${name}-guest-book`),
  }
}
