// Runs the commands of a site in a folder outside this repository, and starts its servers.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { findPort } from '../framework/fixtures/find-port.mjs'

/** What npm and a server tell their processes, which a site must not get from this one. */
const ownVariables = ['NODE_ENV', 'SESSION_SECRET', 'PORT', 'INIT_CWD', 'npm_config_user_agent']

/**
 * Runs a shell command.
 *
 * @returns {Promise<string>} What it printed
 * @throws Error with what it printed, if it fails
 */
export async function run(command, folder, environment = {}) {
  const child = start(command, folder, environment)
  const output = collect(child)
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${command} ended with ${code} in ${folder}.\n${output()}`)
  return output()
}

/** Runs commands one after the other, and prints each. */
export async function runInSite(site, commands) {
  for (const command of commands) {
    console.log(`  ${command}`)
    await run(command, site)
  }
}

/**
 * Starts a server and waits until it listens.
 *
 * @param {string} command It gets the port as PORT; `{port}` in it is replaced
 * @returns {Promise<{ origin: string, output: () => string, stop: () => Promise<void> }>} `output` is what it has printed so far
 * @throws {Error} With that, if it ends before it listens
 */
export async function startServer(command, folder) {
  const port = await findPort()
  console.log(`  ${command}`)
  const child = start(command.replace('{port}', port), folder, {
    PORT: String(port),
    SESSION_SECRET: crypto.randomUUID(),
  })
  const output = collect(child)
  const ended = once(child, 'close')
  const stop = async () => {
    // The package manager and the server that it started.
    if (child.exitCode === null) process.kill(-child.pid, 'SIGTERM')
    await ended
  }
  const listening = new Promise((resolve) => {
    const look = () => /Listening on|Local\S*:/.test(output()) && resolve(true)
    child.stdout.on('data', look)
    child.stderr.on('data', look)
  })
  const isListening = await Promise.race([listening, ended.then(() => false)])
  if (!isListening) throw new Error(`${command} does not listen.\n${output()}`)
  return { origin: `http://localhost:${port}`, output, stop }
}

function start(command, cwd, environment) {
  const inherited = Object.entries(process.env).filter(([name]) => !ownVariables.includes(name))
  const env = { ...Object.fromEntries(inherited), ...environment }
  return spawn(command, { cwd, env, shell: true, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
}

function collect(child) {
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text
    })
  }
  return () => output
}
