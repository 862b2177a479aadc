import { mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type TemporarySite, createTemporarySite } from '../fixtures/temporary-site.ts'
import { cookiesOf } from '../fixtures/literal-site.ts'
import { runVial } from '../fixtures/test-terminal.ts'

describe('vial new', () => {
  let site: TemporarySite

  beforeAll(async () => {
    site = await createTemporarySite({})
    const { code, output } = await site.vial(['new', 'my site'])
    expect({ code, next: output.slice(output.indexOf('The site')) }).toEqual({
      code: 0,
      next: 'The site is ready. Next:\n  cd "my site"\n  npm install\n  npm run dev',
    })
    // In the place of the fixture, whose packages it takes.
    await rm(join(site.folder, 'package.json'))
    await rm(join(site.folder, 'vite.config.js'))
    const made = join(site.folder, 'my site')
    for (const name of await readdir(made)) await rename(join(made, name), join(site.folder, name))
    await rm(made, { recursive: true })
  })

  afterAll(() => site?.dispose())

  it.each([
    ['', []],
    [
      ', also for the strictest settings',
      ['--noPropertyAccessFromIndexSignature', '--exactOptionalPropertyTypes', '--noImplicitOverride'],
    ],
  ])(
    'writes a site whose types are right%s',
    async (_, settings) => {
      expect((await site.vial(['typegen'])).code).toBe(0)
      const { code, output } = await site.vial(['--noEmit', '--pretty', 'false', ...settings], {
        script: 'node_modules/typescript/bin/tsc',
      })
      expect({ code, output }).toEqual({ code: 0, output: '' })
    },
    30_000,
  )

  it('names the packages that it needs with the ranges of the package itself', async () => {
    const { dependencies, devDependencies, name } = JSON.parse(await site.read('package.json'))
    const own = JSON.parse(await readFile(join(import.meta.dirname, '../package.json'), 'utf8'))
    const root = JSON.parse(await readFile(join(import.meta.dirname, '../../package.json'), 'utf8'))

    expect(name).toBe('my-site')
    expect(dependencies).toEqual({ preact: own.peerDependencies.preact })
    expect(devDependencies).toMatchObject({
      vial: `file:${join(import.meta.dirname, '..')}`,
      vite: own.peerDependencies.vite,
      vitest: root.devDependencies.vitest,
    })
  })

  it('writes tests that pass', async () => {
    const { code, output } = await site.vial(['run'], { script: 'node_modules/vitest/vitest.mjs' })

    expect({ code, passed: /2 passed/.test(output) }, output).toEqual({ code: 0, passed: true })
  })

  it.each(['dev', 'production'])(
    'writes a site that answers in %s, without a warning',
    async (mode) => {
      if (mode === 'production') expect((await site.build()).code).toBe(0)
      const server = await (mode === 'dev' ? site.startDev() : site.startProduction())

      expect(await server.text('/')).toMatch(/<title>My site<\/title>[\s\S]*Hello!/)
      const refused = await server.fetch('/', { method: 'POST', body: new URLSearchParams({ name: ' ' }) })
      expect([refused.status, (await refused.text()).includes('Enter a name')]).toEqual([422, true])
      const saved = await server.fetch('/', { method: 'POST', body: new URLSearchParams({ name: 'Ada' }) })
      const cookie = saved.headers
        .getSetCookie()
        .map((line) => line.split(';', 1)[0])
        .join('; ')
      expect(saved.status).toBe(303)
      expect(await server.text('/', { headers: { cookie } })).toMatch(/Saved\.[\s\S]*Hello, Ada!/)
      const missing = await server.fetch('/nothing')
      expect([missing.status, (await missing.text()).includes('Go to the home page')]).toEqual([404, true])
      expect((await server.fetch('/favicon.svg')).status).toBe(200)
      await server.stop()
    },
    30_000,
  )

  it.each(['cache: { maxAge: 60 }', 'prerender: true'])(
    'writes pages that can have config.%s',
    async (config) => {
      const paths = ['routes/index.tsx', 'routes/about.tsx']
      const home = await site.read(paths[0]!)
      const about = `export default () => <h1>About</h1>`
      const shared = `export const config = { ${config} }\n`
      await site.write({ 'routes/index.tsx': shared + home, 'routes/about.tsx': shared + about })
      for (const mode of ['dev', 'production'] as const) {
        const server = await site.startIn(mode)
        const saved = await server.fetch('/', { method: 'POST', body: new URLSearchParams({ name: 'Ada' }) })
        const cookie = cookiesOf(saved)
        for (const path of ['/', '/', '/about', '/about']) await server.text(path)
        expect(await server.text('/about', { headers: { cookie } })).toMatch(/Saved\.[\s\S]*About/)
        expect(await server.text('/', { headers: { cookie } })).toContain('Hello, Ada!')
        expect(await server.text('/')).toContain('Hello!')
        if (config.startsWith('cache') && mode === 'dev') {
          expect((await server.fetch('/about')).headers.get('cache-status')).toContain('hit')
        }
        await server.stop()
        expect(server.output()).not.toMatch(/was read|were read/)
      }
      await site.write({ 'routes/index.tsx': home })
      await rm(join(site.folder, 'routes/about.tsx'))
    },
    60_000,
  )

  it('links its icon below a base path', async () => {
    const config = await site.read('vite.config.ts')
    await site.write({ 'vite.config.ts': config.replace('plugins:', "base: '/app/', plugins:") })
    const server = await site.startDev()

    const [, icon = ''] = /<link rel="icon" href="([^"]+)"/.exec(await server.text('/app/')) ?? []
    expect([icon, (await server.fetch(icon)).status]).toEqual(['/app/favicon.svg', 200])
    await server.stop()
    await site.write({ 'vite.config.ts': config })
  })

  it('creates a site without problems', async () => {
    expect(await site.vial(['check'])).toMatchObject({
      code: 0,
      output: expect.stringMatching(/^No problems found/),
    })
  })

  it('writes into a folder that is there and empty, or a repository just made', async () => {
    const folder = await makeFolder()
    await mkdir(join(folder, '.git'))
    expect(await runVial(folder, 'new', '.')).toMatchObject({ code: 0, remarks: '' })
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
    await runVial(folder, 'new', 'site', '--from', from)

    const { devDependencies } = JSON.parse(await readFile(join(folder, 'site/package.json'), 'utf8'))
    expect(devDependencies.vial).toBe(expected(folder))
  })

  it('writes the Dockerfile that the documentation shows', async () => {
    const folder = await makeFolder()
    const { code, output } = await runVial(folder, 'new', 'site', '--docker', '--from', '^0.1.0')
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
    const { output } = await runVial(folder, 'new', 'site', '--docker', '--from', 'vial-0.1.0.tgz')

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
