// npm run test:reliability: runs the rows of the reliability plan and prints one line for each.
import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { abuseRows } from './abuse-rows.mjs'
import { faultRows } from './fault-rows.mjs'
import { fanOutRows } from './fan-out-rows.mjs'
import { loadRows } from './load-rows.mjs'
import { resourceRows } from './resource-rows.mjs'
import { testRows } from './test-rows.mjs'
import { buildSite } from './site.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { long: { type: 'boolean', default: false } },
})

const all = {
  ...loadRows,
  ...abuseRows,
  ...faultRows,
  ...resourceRows,
  ...fanOutRows,
  ...testRows,
}
const ids = Object.keys(all).sort((one, other) => Number(one.slice(1)) - Number(other.slice(1)))
const unknown = positionals.filter((id) => !ids.includes(id))
if (unknown.length > 0) throw new Error(`There are no rows ${unknown}. The rows are ${ids.join(' ')}.`)

// Servers end with this process, also when it is interrupted.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1))

const site = await buildSite()
const counts = { passed: 0, failed: 0 }
console.log(
  `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} cores, ${values.long ? 'long' : 'short'} form`,
)
try {
  for (const id of positionals.length > 0 ? positionals : ids) {
    const start = performance.now()
    const result = await runRow(id)
    counts[result.passed ? 'passed' : 'failed']++
    const seconds = Math.round((performance.now() - start) / 1000)
    console.log(
      `${result.passed ? 'PASS' : 'FAIL'} ${id} ${result.measured} | limit: ${result.limit} | ${seconds} s, load ${loadavg()[0].toFixed(1)}`,
    )
  }
} finally {
  await site.remove()
}
console.log(`${counts.passed} passed, ${counts.failed} failed`)
process.exit(counts.failed > 0 ? 1 : 0)

/** A row gives `passed`, and `measured` and `limit` as text. */
async function runRow(id) {
  try {
    return await all[id]({ folder: site.folder, long: values.long })
  } catch (error) {
    return { passed: false, measured: String(error?.stack ?? error).replaceAll('\n', ' '), limit: 'no error' }
  }
}
