// Tests vial new: where it writes, what it asks, and what it refuses.
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { runVial, runVialWith } from '../fixtures/test-terminal.ts'

describe('vial new', () => {
  it('says what to do next', async () => {
    const folder = await makeFolder()
    const { code, output } = await runVial(folder, 'new', 'my site', '--no-install', '--no-git')

    expect({ code, next: output.slice(output.indexOf('The site')) }).toEqual({
      code: 0,
      next: 'The site is ready. Next:\n  cd "my site"\n  npm install\n  npm run dev',
    })
  })

  it('starts a Git repository, unless the folder is in one', async () => {
    const folder = await makeFolder()
    const first = await runVial(folder, 'new', 'site', '--no-install')
    const second = await runVial(join(folder, 'site'), 'new', 'other', '--no-install')
    const third = await runVial(folder, 'new', 'plain', '--no-install', '--no-git')

    const said = [first, second, third].map(({ output }) => output.includes('Started a Git repository.'))
    expect(said).toEqual([true, false, false])
    expect(await readdir(join(folder, 'site'))).toContain('.git')
    expect(await readdir(join(folder, 'plain'))).not.toContain('.git')
  })

  it('asks for the folder and the template at a terminal', async () => {
    const folder = await makeFolder()
    const { code, output, questions } = await runVialWith(
      ['', 'nonsense', '3'],
      folder,
      'new',
      '--no-install',
    )

    expect({ code, asked: questions.length }).toEqual({ code: 0, asked: 3 })
    expect(output).toContain('There is no template nonsense. Enter a number from 1 to 3, or a name.')
    expect(await readdir(join(folder, 'my-site/routes'))).toContain('api.test.ts')
  })

  it('asks nothing that options answer, and with --yes nothing at all', async () => {
    const folder = await makeFolder()
    const one = await runVialWith([], folder, 'new', 'one', '--template', 'api', '--no-install')
    const two = await runVialWith([], folder, 'new', 'two', '--yes', '--no-install')

    expect([one.questions, two.questions]).toEqual([[], []])
    expect(await readdir(join(folder, 'two/routes'))).toContain('index.tsx')
  })

  it('creates nothing if the person leaves', async () => {
    const folder = await makeFolder()
    const { code, remarks } = await runVialWith(['site', undefined], folder, 'new')

    expect({ code, remarks }).toEqual({ code: 1, remarks: 'Nothing was created.' })
    expect(await readdir(folder)).toEqual([])
  })

  it.each([
    ['minimla', 'Did you mean minimal? '],
    ['blog', ''],
  ])('refuses the unknown template %s', async (template, advice) => {
    const folder = await makeFolder()
    const { code, remarks } = await runVial(folder, 'new', 'site', '--template', template)

    expect({ code, remarks }).toEqual({
      code: 1,
      remarks: `vial new: there is no template ${template}. ${advice}Choose one of: minimal, full, api.`,
    })
    expect(await readdir(folder)).toEqual([])
  })

  it.each([
    ['a?b', 'it contains "?"'],
    ['a#b', 'it contains "#"'],
    ['node_modules', 'npm does not install into a package of this name'],
    ['vial', 'npm does not install into a package of this name'],
    ['con', 'Windows reserves this name'],
  ])('refuses the name %s', async (name, problem) => {
    const folder = await makeFolder()
    const { code, remarks } = await runVial(folder, 'new', name)

    expect({ code, remarks }).toEqual({
      code: 1,
      remarks: `vial new: a site cannot be named "${name}": ${problem}. Use letters, digits and hyphens.`,
    })
    expect(await readdir(folder)).toEqual([])
  })

  it.each([
    ['Café Überblick', 'cafe-uberblick', `"Café Überblick"`],
    ['my.site', 'my-site', 'my.site'],
    ["ada's site", 'ada-s-site', `"ada's site"`],
    ['$HOME', 'home', process.platform === 'win32' ? '"$HOME"' : `"\\$HOME"`],
    ['a/b c', 'b-c', '"a/b c"'],
    ['日本', 'my-site', '日本'],
  ])(
    'creates a site in the folder %s, with a name for npm and a command for the shell',
    async (given, name, shown) => {
      const folder = await makeFolder()
      const { code, output } = await runVial(folder, 'new', given, '--no-install', '--no-git')
      const file = JSON.parse(await readFile(join(folder, given, 'package.json'), 'utf8'))

      expect({ code, name: file.name }).toEqual({ code: 0, name })
      expect(output).toContain(`\n  cd ${shown}\n`)
    },
  )

  it.each([
    ['file', /^\S+file is a file\. Choose another name\.$/],
    ['file/site', /^\S+file\/site cannot be created: ENOTDIR: not a directory\. Choose another folder\.$/],
    [
      'nowhere',
      /^\S+nowhere cannot be created: ENOENT: no such file or directory\. Choose another folder\.$/,
    ],
    ['x'.repeat(300), /^\S+x+ cannot be created: ENAMETOOLONG: name too long\. Choose another folder\.$/],
  ])('says in one sentence why %s cannot be created', async (given, message) => {
    const folder = await makeFolder()
    await writeFile(join(folder, 'file'), '')
    await symlink('missing', join(folder, 'nowhere'))
    const { code, remarks } = await runVial(folder, 'new', given, '--no-install', '--no-git')

    expect({ code, remarks }).toEqual({ code: 1, remarks: expect.stringMatching(message) })
  })

  it('writes into a folder that is there and empty, or a repository just made', async () => {
    const folder = await makeFolder()
    await mkdir(join(folder, '.git'))
    expect(await runVial(folder, 'new', '.', '--no-install')).toMatchObject({ code: 0, remarks: '' })
    expect(await readdir(folder)).toContain('routes')
  })

  it.each([
    ['./vial-0.1.0.tgz', (folder: string) => `file:${folder}/vial-0.1.0.tgz`],
    ['file:vial-0.1.0.tgz', (folder: string) => `file:${folder}/vial-0.1.0.tgz`],
    ['^0.2.0', () => '^0.2.0'],
    ['https://example.org/vial.tgz', () => 'https://example.org/vial.tgz'],
  ])('takes Vial from %s', async (from, expected) => {
    const folder = await makeFolder()
    await writeFile(join(folder, 'vial-0.1.0.tgz'), '')
    await runVial(folder, 'new', 'site', '--no-install', '--no-git', '--from', from)

    const { devDependencies } = JSON.parse(await readFile(join(folder, 'site/package.json'), 'utf8'))
    expect(devDependencies.vial).toBe(expected(folder))
  })

  it('writes the Dockerfile that the documentation shows', async () => {
    const folder = await makeFolder()
    const { code, output } = await runVial(
      folder,
      'new',
      'site',
      '--no-install',
      '--docker',
      '--from',
      '^0.1.0',
    )
    const page = await readFile(join(import.meta.dirname, '../../routes/docs/hosting.mdx'), 'utf8')
    const [, shown] = /```docker Dockerfile\n(.*?)```/s.exec(page) ?? []

    expect({ code, isAdvised: output.includes('Docker cannot read') }).toEqual({ code: 0, isAdvised: false })
    expect(await readFile(join(folder, 'site/Dockerfile'), 'utf8')).toBe(shown)
    const ignored = (await readFile(join(folder, 'site/.dockerignore'), 'utf8')).split('\n')
    expect(ignored).toEqual(expect.arrayContaining(['.env', '.env.*', 'node_modules/', '.vial/']))
  })

  it('says that Docker cannot read an archive outside the site', async () => {
    const folder = await makeFolder()
    await writeFile(join(folder, 'vial-0.1.0.tgz'), '')
    const { output } = await runVial(
      folder,
      'new',
      'site',
      '--no-install',
      '--docker',
      '--from',
      'vial-0.1.0.tgz',
    )

    expect(output).toContain(`Docker cannot read ${folder}/vial-0.1.0.tgz. Copy it into the site`)
  })

  it('refuses an archive that does not exist', async () => {
    const folder = await makeFolder()
    const { code, remarks } = await runVial(folder, 'new', 'site', '--from', 'missing.tgz')

    expect({ code, remarks }).toEqual({
      code: 1,
      remarks: `vial new --from: ${folder}/missing.tgz does not exist. Name a packed archive (.tgz) or a folder.`,
    })
    expect(await readdir(folder)).toEqual([])
  })

  it('refuses a folder that is not empty, a file, and no name', async () => {
    const folder = await makeFolder()
    await writeFile(join(folder, 'notes.txt'), '')

    expect(await runVial(folder, 'new', '.')).toEqual({
      code: 1,
      output: '',
      remarks: `${folder} is not empty (notes.txt). Choose another folder, or empty it.`,
    })
    expect((await runVial(folder, 'new', 'notes.txt')).remarks).toBe(
      `${folder}/notes.txt is a file. Choose another name.`,
    )
    expect((await runVial(folder, 'new')).remarks).toBe(
      'vial new: the folder is missing. Write it as in: vial new my-site',
    )
    expect(await readdir(folder)).toEqual(['notes.txt'])
  })
})

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vial-new-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}
