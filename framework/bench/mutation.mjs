// Measures how strong the tests of a folder are: changes its code in thousands of places and lists what no test notices.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Stryker } from '@stryker-mutator/core'

/** The share of mutants, in percent, that the tests of a folder must kill. */
const goals = { routing: 95, http: 95, session: 90, cache: 90, request: 90 }

/** Tests of other folders that count, because they reach a folder through the whole handler. */
const moreTests = {
  session: ['framework/request/context/session*.test.ts'],
  cache: ['framework/request/caching/*.test.ts'],
}

const paths = process.argv.slice(2)
const files = paths.flatMap(listSources)
if (files.length === 0) {
  console.error('test:mutation: name folders or files, such as: npm run test:mutation framework/http')
  process.exit(1)
}

const totals = new Map()
for (const file of files) {
  const folder = file.split('/')[1]
  const total = totals.get(folder) ?? { killed: 0, all: 0 }
  totals.set(folder, total)
  const result = await measure(file, folder).catch((error) => {
    console.error(`${file}: not measured. ${error.message}`)
    process.exitCode = 1
  })
  if (!result) continue
  const { killed, survivors } = result
  total.killed += killed
  total.all += killed + survivors.length
  console.log(`${file}: ${killed} of ${killed + survivors.length} killed`)
  for (const survivor of survivors) console.log(`  ${describeMutant(survivor, file)}`)
}

for (const [folder, { killed, all }] of totals) {
  const share = all === 0 ? 100 : (100 * killed) / all
  console.log(`framework/${folder}: ${share.toFixed(1)}% of ${all} mutants killed`)
  if (share < (goals[folder] ?? 0)) process.exitCode = 1
}

function listSources(path) {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path, { recursive: true })
    .filter((name) => /(?<!\.(test|bench|d))\.ts$/.test(name))
    .map((name) => join(path, name))
    .sort()
}

/** One run a file: Stryker would run the tests of the whole folder for every mutant of a constant. */
async function measure(file, folder) {
  process.env.MUTATED_FILE = file
  process.env.MUTATION_TESTS = listTests(file, folder).join()
  const stryker = new Stryker({
    mutate: [file],
    testRunner: 'vitest',
    vitest: { configFile: 'framework/bench/mutation.vitest.config.ts', related: true },
    plugins: ['@stryker-mutator/vitest-runner'],
    coverageAnalysis: 'perTest',
    concurrency: Number(process.env.CONCURRENCY ?? 2),
    ignorePatterns: ['dist', 'e2e', 'public', 'test-results', '.ci'],
    // Stryker reads a tsconfig with the API of TypeScript 6, which version 7 does not have.
    tsconfigFile: 'none',
    tempDirName: 'test-results/mutation',
    // A mutant that is slow because the machine is busy must not count as killed. Stryker counts steps to find loops.
    timeoutMS: 30_000,
    reporters: [],
    logLevel: 'error',
    warnings: false,
    allowEmpty: true,
  })
  const results = (await stryker.runMutationTest()).filter(({ status }) =>
    ['Killed', 'Timeout', 'Survived', 'NoCoverage'].includes(status),
  )
  const survivors = results.filter(
    ({ status, testsCompleted }) =>
      // If no test file can load the mutant, no test runs, and Stryker takes that for success.
      (status === 'Survived' && testsCompleted > 0) || status === 'NoCoverage',
  )
  return { killed: results.length - survivors.length, survivors }
}

/** With `OWN_TESTS=1` only the tests of the file or its folder, which takes far less time and finds a lower bound. */
function listTests(file, folder) {
  const beside = dirname(file)
  const tests = readdirSync(beside).filter((name) => name.endsWith('.test.ts'))
  if (process.env.OWN_TESTS && tests.length > 0) {
    const own = `${basename(file, '.ts')}.test.ts`
    return [`${beside}/${tests.includes(own) ? own : '*.test.ts'}`]
  }
  return [`framework/${folder}/**/*.test.ts`, ...(moreTests[folder] ?? [])]
}

function describeMutant({ location: { start, end }, mutatorName, replacement, status }, file) {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .slice(start.line - 1, end.line)
  lines[lines.length - 1] = lines.at(-1).slice(0, end.column - 1)
  lines[0] = lines[0].slice(start.column - 1)
  const [original, changed] = [lines.join(' '), replacement].map((text) =>
    text.replace(/\s+/g, ' ').slice(0, 70),
  )
  const note = status === 'NoCoverage' ? ' (no test runs it)' : ''
  return `${start.line}:${start.column} ${mutatorName}: ${original} -> ${changed}${note}`
}
