// Tests how the packages of a new site are installed, with small programs in the place of the package manager.
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { runVial } from '../../fixtures/test-terminal.ts'
import { findPackageManager } from './install-packages.ts'

describe('findPackageManager()', () => {
  it.each([
    ['npm/11.19.1 node/v24.0.0 linux x64 workspaces/false', 'npm'],
    ['pnpm/10.34.9 npm/? node/v24.0.0 linux x64', 'pnpm'],
    ['yarn/1.22.22 npm/? node/v24.0.0 linux x64', 'yarn'],
    ['bun/1.4.5 npm/? node/v24.3.0 linux x64', 'bun'],
    ['', 'npm'],
  ])('reads %s', (agent, expected) => {
    expect(findPackageManager(agent)).toBe(expected)
  })
})

describe('installPackages()', () => {
  it('installs with npm, also where NODE_ENV is production', async () => {
    const { folder } = await useProgram('npm', 'echo "$1 $NODE_ENV" >called.txt')
    vi.stubEnv('NODE_ENV', 'production')
    const { code, output } = await runVial(folder, 'new', 'site', '--no-git')

    expect({ code, next: output.slice(output.indexOf('The site')) }).toEqual({
      code: 0,
      next: 'The site is ready. Next:\n  cd site\n  npm run dev',
    })
    expect(await readFile(join(folder, 'site/called.txt'), 'utf8')).toBe('install development\n')
  })

  it('installs with the package manager that started the command', async () => {
    const { folder } = await useProgram('pnpm', 'exit 0')
    vi.stubEnv('npm_config_user_agent', 'pnpm/10.34.9 npm/? node/v24.0.0 linux x64')
    const { output } = await runVial(folder, 'new', 'site', '--no-git')

    expect(output).toMatch(/Installing packages with pnpm …[\s\S]*\n {2}cd site\n {2}pnpm run dev$/)
  })

  it.each([
    ['yarn/1.22.22 npm/? node/v20.19.6 linux x64', 'install --ignore-engines\n'],
    ['yarn/4.9.0 npm/? node/v20.19.6 linux x64', 'install\n'],
  ])('lets Yarn 1 accept Node 20: %s', async (agent, expected) => {
    const { folder } = await useProgram('yarn', 'echo "$@" >called.txt')
    vi.stubEnv('npm_config_user_agent', agent)
    await runVial(folder, 'new', 'site', '--no-git')

    expect(await readFile(join(folder, 'site/called.txt'), 'utf8')).toBe(expected)
  })

  it('says what the package manager reported, and what to do', async () => {
    const { folder } = await useProgram('npm', 'echo "npm error code ENOSPC" >&2; exit 7')
    const { code, remarks } = await runVial(folder, 'new', 'site', '--no-git')

    expect({ code, remarks }).toEqual({
      code: 1,
      remarks: `npm error code ENOSPC\n\nvial new: npm install ended with code 7. The site is in ${folder}/site. Fix what it reports. Then run npm install there.`,
    })
  })

  it('names --from if the registry does not have Vial', async () => {
    const { folder } = await useProgram(
      'npm',
      'echo "npm error 404 \'vial@^0.1.0\' is not in this registry." >&2; exit 1',
    )
    const { remarks } = await runVial(folder, 'new', 'site', '--no-git')

    expect(remarks).toContain(
      'If the registry does not have vial, name a packed archive with --from. Then run',
    )
  })

  it('says that the package manager is missing', async () => {
    const { folder } = await useProgram('other', 'exit 0')
    const { code, remarks } = await runVial(folder, 'new', 'site', '--no-git')

    expect({ code, remarks }).toEqual({
      code: 1,
      remarks: `vial new: npm was not found. Install it, then run npm install in ${folder}/site.`,
    })
  })
})

/** Creates a folder and makes a shell script the only program that can be found. */
async function useProgram(name: string, script: string): Promise<{ folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'vial-install-'))
  const programs = join(folder, 'programs')
  await mkdir(programs)
  await writeFile(join(programs, name), `#!/bin/sh\n${script}\n`)
  await chmod(join(programs, name), 0o755)
  vi.stubEnv('PATH', programs)
  vi.stubEnv('npm_config_user_agent', '')
  onTestFinished(async () => {
    vi.unstubAllEnvs()
    await rm(folder, { recursive: true })
  })
  return { folder }
}
