// Runs commands one after the other, and prints how long each has taken.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')

/**
 * Runs stages and sets the exit code to that of the last one that failed.
 *
 * @param {Record<string, string | (() => number | Promise<number>)>} stages Shell commands, or functions that return
 *   an exit code, by name
 * @param {{ goesOn?: boolean }} options Whether the stages after a failure run too (default: false)
 */
export async function runStages(stages, { goesOn = false } = {}) {
  const start = performance.now()
  const times = []
  let code = 0
  for (const [name, stage] of Object.entries(stages)) {
    const [time, status] = await runStage(name, stage)
    times.push([name, time, status === 0 ? '' : '  failed'])
    if (status !== 0) code = status
    if (code !== 0 && !goesOn) break
  }
  process.exitCode = code
  console.log(`\n${formatTimes([...times, ['all', performance.now() - start, '']])}`)
}

/** Runs a stage; gives how long it took in milliseconds, and its exit code. */
async function runStage(name, stage) {
  console.log(`\n${name}: ${typeof stage === 'string' ? stage : ''}`)
  const start = performance.now()
  const status = typeof stage === 'string' ? runCommand(stage) : await stage()
  return [performance.now() - start, status]
}

/**
 * Runs a shell command.
 *
 * @param {string} command
 * @param {string} folder Where to run it (default: the root of the repository)
 * @returns {number} The exit code
 */
export function runCommand(command, folder = root) {
  const { status, error } = spawnSync(command, { cwd: folder, shell: true, stdio: 'inherit' })
  if (error) throw error
  return status ?? 1
}

/** Formats durations in milliseconds as a table of minutes and seconds. */
function formatTimes(rows) {
  const width = Math.max(...rows.map(([name]) => name.length)) + 2
  const lines = rows.map(([name, time, remark]) => {
    const seconds = Math.round(time / 1000)
    const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
    return `${name.padEnd(width)}${text.padStart(6)}${remark}`
  })
  return [`${'time'.padEnd(width)} min:s`, ...lines].join('\n')
}
