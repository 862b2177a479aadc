// Builds the site, finds a browser and the other programs, and runs Playwright with all arguments. The package must have been built.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findPort } from '../framework/fixtures/find-port.mjs'
import { findPrograms } from '../framework/fixtures/find-programs.mjs'
import { findBrowser } from './find-browser.mjs'

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'vial-e2e-'))
try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function main(options) {
  const browser = await findBrowser()
  console.log(`Testing in ${browser}.`)
  const built = run('npx', ['vite', 'build'])
  if (built !== 0) return built
  return run('npx', ['playwright', 'test', '--config', 'e2e/playwright.config.ts', ...options], {
    E2E_CHROMIUM: browser,
    E2E_FOLDER: folder,
    ...findPrograms(),
    E2E_PORTS: [await findPort(), await findPort()].join(),
  })
}

function run(command, options, environment = {}) {
  const { status, error } = spawnSync(command, options, {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  })
  if (error) throw error
  return status ?? 1
}
