// Measures the main-thread time of a page with 100 islands, compared with the same page hydrated by hand.
// Run it with: node framework/bench/hydrate.mjs [rounds] [islands]
import { chromium } from '@playwright/test'
import { findBrowser } from '../../e2e/find-browser.mjs'
import { components } from './components.mjs'
import { serveByHand, serveIslands } from './island-sites.mjs'
import { findMedian } from './quantile.mjs'

const rounds = Number(process.argv[2] ?? 15)
const count = Number(process.argv[3] ?? 100)
const list = Array.from({ length: count }, (_, index) => ({ label: `Counter ${index}`, start: index }))
const servers = {
  'by hand': await serveByHand(components.useState, list),
  Vial: await serveIslands(components.useState, list),
}
const browser = await chromium.launch({ executablePath: await findBrowser() })
try {
  await check()
  const samples = []
  for (let round = 0; round < rounds; round++) {
    // Alternate, so that other work on the machine favours neither side.
    const names = Object.keys(servers)
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const [still, live] = [await load(name, false), await load(name, true)]
      samples.push({ round, name, script: live.script, busy: live.task, hydration: live.task - still.task })
    }
  }
  report(samples)
} finally {
  await browser.close()
  for (const server of Object.values(servers)) await server.stop()
}

/** Checks that the last island of each page works. */
async function check() {
  for (const { origin } of Object.values(servers)) {
    const page = await browser.newPage()
    await page.goto(origin, { waitUntil: 'networkidle' })
    await page.getByRole('button').last().click()
    await page.getByRole('button', { name: String(count), exact: true }).waitFor()
    await page.close()
  }
}

/** Loads a page in a new browser profile; gives its main-thread time in milliseconds. */
async function load(name, javaScriptEnabled) {
  const context = await browser.newContext({ javaScriptEnabled })
  const page = await context.newPage()
  // The counters belong to one process, and another origin would start a new one.
  await page.goto(`${servers[name].origin}/empty`)
  const session = await context.newCDPSession(page)
  // CPU time: wall-clock time would include the pauses of a busy machine.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const before = await readCounters(session)
  await page.goto(servers[name].origin, { waitUntil: 'networkidle' })
  const after = await readCounters(session)
  await context.close()
  return { script: after.script - before.script, task: after.task - before.task }
}

async function readCounters(session) {
  const { metrics } = await session.send('Performance.getMetrics')
  const read = (name) => metrics.find((metric) => metric.name === name).value * 1000
  return { script: read('ScriptDuration'), task: read('TaskDuration') }
}

function report(samples) {
  console.log(`Milliseconds of the main thread, ${count} islands, median (lowest to highest)\n`)
  console.log('| | by hand | Vial | ratio of medians |\n|---|--:|--:|--:|')
  const labels = { script: 'script', busy: 'all tasks', hydration: 'all tasks, less those without scripts' }
  for (const [key, label] of Object.entries(labels)) {
    const [byHand, vial] = ['by hand', 'Vial'].map((name) =>
      samples.filter((sample) => sample.name === name).map((sample) => sample[key]),
    )
    const ratio = (findMedian(vial) / findMedian(byHand)).toFixed(2)
    console.log(`| ${label} | ${format(byHand)} | ${format(vial)} | ${ratio} |`)
  }
}

function format(numbers) {
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)].map((number) => number.toFixed(1))
  return `${findMedian(numbers).toFixed(1)} (${low} to ${high})`
}
