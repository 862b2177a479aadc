// Compares a cached page with a personal part to the same page without: node personal.mjs [rounds] [seconds]
import { equal } from 'node:assert/strict'
import { buildServers } from './build-servers.mjs'
import { loadServer } from './load-server.mjs'
import { findMedian } from './quantile.mjs'
import { startServer } from './start-server.mjs'

/** How many times the work of the page without a part the page with one may be. */
const goal = 1.5

const [rounds = 5, seconds = 3] = process.argv.slice(2).map(Number)
await buildServers()
const server = await startServer('vial', 5260)
const ratios = []
try {
  const cookie = await receiveCookie()
  const page = (name) => ({ url: `${server.origin}/cached/${name}`, cookie, connections: 50 })
  const personal = page('personal')
  const [shown] = /<b>.*?<\/b>/.exec(await (await fetch(personal.url, { headers: { cookie } })).text())
  equal(shown, '<b>Visits: 1</b>')
  for (const name of ['plain', 'personal']) await loadServer(server, { ...page(name), seconds: 4 })
  for (let round = 1; round <= rounds; round++) {
    // Alternate, so that other work on the machine favours neither page.
    const order = round % 2 === 1 ? ['plain', 'personal'] : ['personal', 'plain']
    const rates = {}
    for (const name of order) rates[name] = (await loadServer(server, { ...page(name), seconds })).rate
    ratios.push(rates.plain / rates.personal)
    console.log(
      `round ${round}  plain ${Math.round(rates.plain)}  personal ${Math.round(rates.personal)}  cost ${ratios.at(-1).toFixed(2)}`,
    )
  }
} finally {
  await server.stop()
}
const median = findMedian(ratios)
console.log(`A personal part costs ${median.toFixed(2)} times a page without (median; goal: ${goal}).`)
process.exitCode = median > goal ? 1 : 0

async function receiveCookie() {
  const { headers } = await fetch(`${server.origin}/session`)
  return headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ')
}
