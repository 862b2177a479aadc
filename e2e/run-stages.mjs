// npm test: runs the stages one after the other until one fails, and prints how long each has taken.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const stages = {
  package: 'npm run prepare',
  format: 'npm run format:check',
  lint: 'npm run lint',
  unused: 'npm run unused',
  types: 'npm run typecheck',
  unit: 'npm run test:unit',
  // Without preparing the package once more, as npm run test:e2e does.
  browser: 'node e2e/run.mjs',
}

const times = []
for (const [name, command] of Object.entries(stages)) {
  console.log(`\n${name}: ${command}`)
  const start = performance.now()
  const { status, error } = spawnSync(command, { cwd: root, shell: true, stdio: 'inherit' })
  if (error) throw error
  times.push([name, performance.now() - start])
  process.exitCode = status ?? 1
  if (process.exitCode !== 0) break
}
console.log(`\n${formatTimes([...times, ['all', times.reduce((sum, [, time]) => sum + time, 0)]])}`)

/** Formats durations in milliseconds as a table of minutes and seconds. */
function formatTimes(rows) {
  const lines = rows.map(([name, time]) => {
    const seconds = Math.round(time / 1000)
    const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
    return `${name.padEnd(8)}${text.padStart(6)}`
  })
  return ['time    min:s', ...lines].join('\n')
}
