// Prints "N passed, N failed" over all test runners, from the reports in test-results/.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '../test-results')
const countUnit = (report) => [report.numPassedTests, report.numFailedTests]
const onOtherNodes = existsSync(folder)
  ? readdirSync(folder).filter((name) => /^unit-node-.*\.json$/.test(name))
  : []
const results = [
  readReport('unit.json', countUnit),
  readReport('e2e.json', ({ stats }) => [stats.expected, stats.unexpected + stats.flaky]),
  ...onOtherNodes.map((name) => readReport(name, countUnit)),
]
const passed = results.reduce((sum, [count]) => sum + count, 0)
const failed = results.reduce((sum, [, count]) => sum + count, 0)
console.log(`${passed} passed, ${failed} failed`)

/** A runner without a report did not run, which counts as one failure. */
function readReport(name, count) {
  try {
    return count(JSON.parse(readFileSync(join(folder, name), 'utf8')))
  } catch (error) {
    console.error(`test-results/${name}: no report, so those tests did not run (${error.code}).`)
    return [0, 1]
  }
}
