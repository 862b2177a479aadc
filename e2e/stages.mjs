// Runs commands one after the other, or some of them at the same time, and prints how long each has taken.
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')

/**
 * Runs stages and sets the exit code to that of the last one that failed.
 *
 * @param {Record<string, string | (() => number | Promise<number>) | Record<string, string>>} stages Shell commands, functions that return
 *   an exit code, or shell commands that run at the same time, by name
 * @param {{ goesOn?: boolean }} options Whether the stages after a failure run too (default: false)
 */
export async function runStages(stages, { goesOn = false } = {}) {
  const start = performance.now()
  const times = []
  let code = 0
  for (const [name, stage] of Object.entries(stages)) {
    const results = typeof stage === 'object' ? await runTogether(stage) : [await runStage(name, stage)]
    for (const [part, time, status] of results) {
      times.push([part, time, status === 0 ? '' : '  failed'])
      if (status !== 0) code = status
    }
    if (code !== 0 && !goesOn) break
  }
  process.exitCode = code
  console.log(`\n${formatTimes([...times, ['all', performance.now() - start, '']])}`)
}

/** Runs a stage on its own; gives its name, how long it took in milliseconds, and its exit code. */
async function runStage(name, stage) {
  console.log(`\n${name}: ${typeof stage === 'string' ? stage : ''}`)
  const start = performance.now()
  const status = typeof stage === 'string' ? runCommand(stage) : await stage()
  return [name, performance.now() - start, status]
}

/** Runs shell commands at the same time; prints what each writes after all that the one before it wrote. */
function runTogether(commands) {
  let previous = Promise.resolve()
  const ends = Object.entries(commands).map(([name, command]) => {
    const start = performance.now()
    const child = spawn(command, { cwd: root, shell: true, stdio: ['ignore', 'pipe', 'pipe'] })
    const ended = new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (status) => resolve([name, performance.now() - start, status ?? 1]))
    })
    printAfter(previous, child, `\n${name}: ${command}\n`)
    previous = ended
    return ended
  })
  return Promise.all(ends)
}

/** Keeps what a process writes until it may be printed, and prints the rest as it comes. */
function printAfter(previous, child, title) {
  let kept = [[process.stdout, title]]
  const write = (stream, text) => (kept ? kept.push([stream, text]) : stream.write(text))
  child.stdout.on('data', (text) => write(process.stdout, text))
  child.stderr.on('data', (text) => write(process.stderr, text))
  previous.finally(() => {
    for (const [stream, text] of kept) stream.write(text)
    kept = undefined
  })
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
