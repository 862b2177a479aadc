// Installs the packages of a new site with the package manager that started this process.
import { spawn } from 'node:child_process'
import { createUserError } from '../../node/user-error.ts'
import type { Terminal } from '../terminal.ts'

export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun'

interface Installation {
  readonly folder: string
  readonly manager: PackageManager
  /** The command to name in a message, such as `vial new`. */
  readonly command: string
}

/**
 * Finds the package manager that started this process: npm, pnpm, yarn or bun.
 *
 * @param agent Its name and version as it passes them on, such as `pnpm/10.34.9 npm/? node/v24.0.0`
 */
export function findPackageManager(agent: string = process.env.npm_config_user_agent ?? ''): PackageManager {
  const [name] = /^(?:pnpm|yarn|bun)(?=\/)/.exec(agent) ?? []
  return (name as PackageManager | undefined) ?? 'npm'
}

/**
 * Installs the packages, and shows on one line how long it has been running.
 *
 * @throws Error if the package manager is missing or fails; the site is kept
 */
export async function installPackages(
  { folder, manager, command }: Installation,
  { print, update }: Pick<Terminal, 'print' | 'update'>,
): Promise<void> {
  const start = performance.now()
  const title = `Installing packages with ${manager}`
  if (!update) print(`${title} …`)
  update?.(title)
  const timer = update && setInterval(() => update(`${title} … ${secondsSince(start)} s`), 500)
  try {
    const { code, output } = await run(manager, folder)
    if (code !== 0) throw createUserError(explainFailure({ folder, manager, command }, code, output))
    update?.('')
    print(`Installed the packages in ${secondsSince(start)} s.`)
  } catch (error) {
    update?.('')
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    throw createUserError(
      `${command}: ${manager} was not found. Install it, then run ${manager} install in ${folder}.`,
    )
  } finally {
    clearInterval(timer)
  }
}

function secondsSince(start: number): number {
  return Math.round((performance.now() - start) / 1000)
}

function run(manager: PackageManager, folder: string): Promise<{ code: number; output: string }> {
  // Yarn 1 refuses what npm warns of: iron-session asks for Node 22, and works on Node 20.
  const isYarn1 = /^yarn\/1\./.test(process.env.npm_config_user_agent ?? '')
  const options = manager === 'npm' ? ['--no-audit', '--no-fund'] : isYarn1 ? ['--ignore-engines'] : []
  const child = spawn(manager, ['install', ...options], {
    cwd: folder,
    // Otherwise npm would leave out Vite.
    env: { ...process.env, NODE_ENV: 'development' },
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

function explainFailure({ folder, manager, command }: Installation, code: number, output: string): string {
  const said = output.split('\n').filter((line) => line.trim() !== '' && !/EBADENGINE/.test(line))
  const isUnknown = /E404|\b404\b|ERR_PNPM_FETCH_404/.test(output) && /\bvial\b/.test(output)
  const advice = isUnknown
    ? 'If the registry does not have vial, name a packed archive with --from.'
    : 'Fix what it reports.'
  return [
    ...said.slice(-12),
    '',
    `${command}: ${manager} install ended with code ${code}. The site is in ${folder}. ${advice} Then run ${manager} install there.`,
  ].join('\n')
}
