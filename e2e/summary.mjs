// Prints the tests that failed and "N passed, N failed" over all test runners, from the reports in test-results/.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'

const root = join(import.meta.dirname, '..')
const folder = join(root, 'test-results')
const onOtherNodes = existsSync(folder)
  ? readdirSync(folder).filter((name) => /^unit-node-.*\.json$/.test(name))
  : []
const results = [
  readReport('unit.json', readUnit),
  readReport('e2e.json', readBrowser),
  ...onOtherNodes.map((name) => readReport(name, readUnit)),
]
const failures = results.flatMap((result) => result.failures)
if (failures.length > 0) console.log(`\nFailed:\n\n${failures.join('\n\n')}\n`)
const passed = results.reduce((sum, result) => sum + result.passed, 0)
const failed = results.reduce((sum, result) => sum + result.failed, 0)
console.log(`${passed} passed, ${failed} failed`)

/** A runner without a report did not run, which counts as one failure. */
function readReport(name, read) {
  try {
    const { passed, failed, failures } = read(JSON.parse(readFileSync(join(folder, name), 'utf8')))
    return { passed, failed, failures: failures.map((failure) => `test-results/${name}: ${failure}`) }
  } catch (error) {
    console.error(
      `test-results/${name}: no report, so those tests did not run (${error.code ?? error.message}).`,
    )
    return { passed: 0, failed: 1, failures: [] }
  }
}

/** Reads a report of Vitest. A file whose hooks or imports fail has a message of its own. */
function readUnit({ numPassedTests, numFailedTests, testResults }) {
  const failures = testResults.flatMap((file) => {
    const tests = file.assertionResults.filter(({ status }) => status === 'failed')
    if (tests.length === 0 && file.status !== 'failed') return []
    const texts = tests.map((test) => `${test.fullName}\n${test.failureMessages.join('\n')}`)
    return [relative(root, file.name), ...(file.message ? [file.message] : []), ...texts].join('\n')
  })
  return { passed: numPassedTests, failed: numFailedTests, failures }
}

/** Reads a report of Playwright. */
function readBrowser({ stats, suites, errors = [] }) {
  const failures = suites.flatMap(listSpecs).filter((spec) => !spec.ok)
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky,
    failures: [
      ...errors.map((error) => error.message),
      ...failures.map((spec) => `${spec.file}: ${spec.title}\n${listErrors(spec).join('\n')}`),
    ],
  }
}

function listSpecs(suite) {
  return [...suite.specs, ...(suite.suites ?? []).flatMap(listSpecs)]
}

function listErrors(spec) {
  const results = spec.tests.flatMap((test) => test.results)
  return results.flatMap((result) => result.errors ?? []).map((error) => error.message)
}
