// Rows R10, R11, R14, R18, R25 and R26: those that tests of the project measure.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { project } from './site.mjs'

export const testRows = {
  R10: ({ long }) =>
    runTests(['node/listener/shutdown.test.ts'], { environment: { SHUTDOWN_REPEATS: long ? '20' : '2' } }),
  R11: () => runTests(['node/workers/workers.test.ts']),
  R14: () => runTests(['redis', 'build/session-stores.test.ts']),
  R18: () => runTests(['session', 'request/context/session-pipeline.test.ts']),
  R25: () =>
    runTests([
      ...[
        'http/canonical-url.test.ts',
        'http/cookie.test.ts',
        'http/redirect.test.ts',
        'http/content-type.test.ts',
        'http/range.test.ts',
      ],
      ...[
        'http/negotiate.test.ts',
        'routing/search-tree.test.ts',
        'node/sessions/iron-seal.test.ts',
        'request/pipeline/guarded-routes.test.ts',
      ],
    ]),
  R26: () => runTests(['node/workers/rolling-release.test.ts', 'node/behind-proxies.test.ts']),
}

/** Runs test files of the package and counts their tests. */
function runTests(paths, { environment = {} } = {}) {
  const missing = paths.filter((path) => !existsSync(join(project, 'framework', path)))
  if (missing.length > 0) return { passed: false, measured: `no ${missing.join(', ')}`, limit: 'every test' }
  const { status } = spawnSync(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      ...['run', '--config', 'framework/vitest.config.ts', '--maxWorkers=1'],
      ...paths.map((path) => `framework/${path}`),
    ],
    { cwd: project, env: { ...process.env, ...environment }, stdio: 'ignore', timeout: 900_000 },
  )
  const { numPassedTests, numTotalTests } = JSON.parse(
    readFileSync(join(project, 'test-results/unit.json'), 'utf8'),
  )
  return {
    // A test that is skipped, because a server such as nginx is missing, has shown nothing.
    passed: status === 0 && numPassedTests === numTotalTests,
    measured: `${numPassedTests} of ${numTotalTests} tests of ${paths.map((path) => path.replace('.test.ts', '')).join(', ')}`,
    limit: 'every test',
  }
}
