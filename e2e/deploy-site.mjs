// Deploys a site on this machine as the page about hosting says: its commands, its service and its nginx, without root.
import { join } from 'node:path'
import { runnerImport } from 'vite'
import { findPort } from '../framework/fixtures/find-port.mjs'
import { findPrograms } from '../framework/fixtures/find-programs.mjs'
import { run, startServer } from './site-commands.mjs'

/**
 * Deploys a site behind nginx, and shows it to a visitor.
 *
 * Without nginx, `findPrograms()` prints a notice, and nothing is deployed.
 *
 * @param {string} site The folder of its sources
 * @param {string} machine An empty folder, for what the page keeps in /srv and /etc
 * @param {(origin: string) => Promise<void>} visit Gets the HTTPS origin; its certificate is self-signed
 */
export async function deployBehindNginx(site, machine, visit) {
  // proxy-server.ts reads the variables when it is loaded. It adapts nginx for the tests of the framework, too.
  Object.assign(process.env, findPrograms())
  const path = join(import.meta.dirname, '../framework/fixtures/proxy-server.ts')
  const { module } = await runnerImport(path, { configFile: false })
  const nginx = module.proxies.find(({ name }) => name === 'nginx')
  if (!nginx.isAvailable) return

  for (const line of readCommands(module, /^scp /m)) await runLine(line, site, machine)
  const operations = await findPort()
  const server = await startAsService(module, site, machine, operations)
  try {
    const ready = await fetch(`http://127.0.0.1:${operations}/readyz`)
    if (!ready.ok) throw new Error(`/readyz is answered with ${ready.status}.`)
    const proxy = await nginx.start(Number(new URL(server.origin).port))
    try {
      await visit(proxy.origin)
    } finally {
      await proxy.stop()
    }
  } finally {
    await server.stop()
  }
}

/** Runs what the page runs before `systemctl`, then what the service runs, with its environment. */
async function startAsService(page, site, machine, operations) {
  const commands = readCommands(page, /install -m 600/)
  const isPreparation = (line) => !/systemctl|^curl /.test(line)
  for (const line of commands.filter(isPreparation)) await runLine(line, site, machine)
  const unit = page.readRecipe('/etc/systemd/system/site.service')
  const read = (name) => adapt(new RegExp(`^${name}=(.*)$`, 'm').exec(unit)[1], machine)
  const environment = read('Environment')
    .replace(/\bPORT=\d+/, 'PORT={port}')
    .replace(/OPERATIONS_PORT=\d+/, `OPERATIONS_PORT=${operations}`)
  const program = read('ExecStart').replace('/usr/bin/node', `"${process.execPath}"`)
  return startServer(
    `set -a && . "${read('EnvironmentFile')}" && export ${environment} && exec ${program}`,
    site,
  )
}

/** Reads the lines of the terminal in the block that has a command. */
function readCommands({ readRecipe }, pattern) {
  return readRecipe('Terminal', pattern).split('\n')
}

async function runLine(line, site, machine) {
  const command = adapt(line, machine)
  console.log(`  ${command}`)
  await run(command, site)
}

/** Here, the server is this machine, and its folders are below another one. */
function adapt(text, machine) {
  return text
    .replace(/^scp -r (\S+) [\w.]+:/, 'cp -r $1 ')
    .replace(/^ssh \S+ /, '')
    .replaceAll('sudo ', '')
    .replaceAll('/srv/', join(machine, 'srv/'))
    .replaceAll('/etc/', join(machine, 'etc/'))
}
