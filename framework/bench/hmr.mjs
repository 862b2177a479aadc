// Measures hot updates: from writing a file until the browser shows it.
// Run it with: node framework/bench/hmr.mjs [rounds]
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { findBrowser } from '../../e2e/find-browser.mjs'
import { findPort } from '../fixtures/find-port.mjs'
import { siteFiles, waitFor, writeFolder } from './island-sites.mjs'
import { findMedian } from './quantile.mjs'

const rounds = Number(process.argv[2] ?? 15)
const files = {
  'routes/_counter.island.jsx': (text) => `
    import { useState } from 'preact/hooks'
    export default function Counter() {
      const [count, setCount] = useState(0)
      return <button onClick={() => setCount(count + 1)}>${text} {count}</button>
    }`,
  'routes/index.jsx': (text) => `
    import Counter from './_counter.island.jsx'
    export default () => <main><h1>${text}</h1><Counter /></main>`,
}
const folder = await writeFolder({
  ...siteFiles,
  'public/favicon.ico': '',
  ...Object.fromEntries(Object.entries(files).map(([path, write]) => [path, write('start')])),
})
const port = await findPort()
const origin = `http://localhost:${port}`
const server = spawn(
  process.execPath,
  [join(folder, 'node_modules/vite/bin/vite.js'), '--port', String(port), '--strictPort'],
  { cwd: folder, stdio: 'ignore' },
)
const browser = await chromium.launch({ executablePath: await findBrowser() })
try {
  await waitFor(origin)
  const page = await browser.newPage()
  await page.goto(origin, { waitUntil: 'networkidle' })
  console.log('| edit of | milliseconds (median, lowest to highest) |\n|---|--:|')
  for (const [path, write] of Object.entries(files)) {
    const times = []
    for (let round = 0; round < rounds; round++) {
      const text = `round-${path.length}-${round}`
      const start = performance.now()
      writeFileSync(join(folder, path), write(text))
      await page.waitForFunction((shown) => document.body?.textContent.includes(shown), text)
      times.push(performance.now() - start)
      await page.waitForLoadState('networkidle')
    }
    const [low, high] = [Math.min(...times), Math.max(...times)].map(Math.round)
    console.log(`| ${path} | ${Math.round(findMedian(times))} (${low} to ${high}) |`)
  }
} finally {
  await browser.close()
  server.kill('SIGTERM')
  await rm(folder, { recursive: true, force: true })
}
