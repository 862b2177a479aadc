import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { runVial } from '../fixtures/test-terminal.ts'
import { parseSecrets } from '../session/secret.ts'

describe('runCommandLine()', () => {
  it.each([[[]], [['--help']], [['-h']], [['help']]])('lists the commands for %j', async (args) => {
    const { code, output } = await runVial('/', ...args)

    expect(code).toBe(0)
    expect(output).toMatch(/^Usage: vial <command>/)
    for (const name of ['routes', 'match', 'check', 'typegen', 'secret']) {
      expect(output).toMatch(new RegExp(`^ {2}${name} `, 'm'))
    }
  })

  it.each(['--version', '-v'])('prints the version of the package for %s', async (option) => {
    const { version } = JSON.parse(await readFile(join(import.meta.dirname, '../package.json'), 'utf8'))

    expect(await runVial('/', option)).toEqual({ code: 0, output: `vial ${version}`, remarks: '' })
  })

  it('describes one command', async () => {
    const { code, output } = await runVial('/', 'match', '--help')

    expect(code).toBe(0)
    expect(output).toContain('USAGE vial match [OPTIONS] [METHOD] [URL]')
    expect(output).toContain('--json')
  })

  it.each([
    [['rotues'], 'vial: there is no command rotues. Did you mean routes? Try vial --help.'],
    [['constructor'], 'vial: there is no command constructor. Try vial --help.'],
    [
      ['routes', '--jsn'],
      'vial routes: there is no option --jsn. Did you mean --json? Try vial routes --help.',
    ],
    [['routes', '-x'], 'vial routes: there is no option -x. Try vial routes --help.'],
    [['secret', '--json'], 'vial secret: there is no option --json. Try vial secret --help.'],
    [['routes', 'all'], 'vial routes: all is one argument too many. Try vial routes --help.'],
    [['match', 'GET', '/', '/x'], 'vial match: /x is one argument too many. Try vial match --help.'],
  ])('refuses %j with a message', async (args, sentence) => {
    expect(await runVial('/', ...args)).toEqual({ code: 1, output: '', remarks: sentence })
  })

  it('refuses a folder without a site', async () => {
    const folder = await makeFolder({})
    const { code, remarks } = await runVial(folder, 'routes')

    expect(code).toBe(1)
    expect(remarks).toContain('There is no vite.config here. Using vial() with its defaults.')
    expect(remarks).toContain(
      `There is no folder routes in ${folder}. Create routes/index.tsx, or name the folder: vial({ routes: 'src/routes' }).`,
    )
  })

  it('refuses a Vite configuration without the plugin', async () => {
    const folder = await makeFolder({ 'vite.config.js': 'export default {}' })
    const { code, remarks } = await runVial(folder, 'check')

    expect(code).toBe(1)
    expect(remarks).toBe(
      `${join(folder, 'vite.config.js')}: vial() is not among the plugins. Add it: plugins: [vial()].`,
    )
  })

  it('shows where an unexpected error came from', async () => {
    const folder = await makeFolder({ 'vite.config.js': 'throw new Error("of the configuration")' })
    const vite = vi.spyOn(console, 'error').mockReturnValue()
    onTestFinished(() => vite.mockRestore())
    const { code, remarks } = await runVial(folder, 'check')

    expect(code).toBe(1)
    expect(remarks).toMatch(/of the configuration\n {4}at .*vite\.config/)
  })
})

describe('vial secret', () => {
  it('prints a secret that the server accepts, a new one each time', async () => {
    const [first, second] = [await runVial('/', 'secret'), await runVial('/', 'secret')]

    expect(first).toMatchObject({ code: 0, remarks: '' })
    expect(first.output).toMatch(/^[\w-]{43}$/)
    expect(first.output).not.toBe(second.output)
    expect(parseSecrets(first.output).newest).toBe('1')
  })
})

async function makeFolder(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vial-command-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return folder
}
