// Tests the site of each template with the real commands: types, checks, tests, build, and answers.
import { readFile, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { parseSync } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cookiesOf } from '../../fixtures/literal-site.ts'
import { shareSite } from '../../fixtures/shared-site.ts'
import { type RunningServer, type TemporarySite, createTemporarySite } from '../../fixtures/temporary-site.ts'
import { runVial } from '../../fixtures/test-terminal.ts'

const framework = join(import.meta.dirname, '../..')

/** Creates a site from a template, with the packages of this project. */
async function createSite(template: string): Promise<TemporarySite> {
  const site = await createTemporarySite({})
  const created = await site.vial(['new', 'my site', '--template', template, '--no-install', '--no-git'])
  if (created.code !== 0) throw new Error(created.remarks)
  // In the place of the fixture, whose packages it takes.
  await rm(join(site.folder, 'package.json'))
  await rm(join(site.folder, 'vite.config.js'))
  const made = join(site.folder, 'my site')
  for (const name of await readdir(made)) await rename(join(made, name), join(site.folder, name))
  await rm(made, { recursive: true })
  return site
}

const sites = {
  minimal: shareSite(() => createSite('minimal')),
  full: shareSite(() => createSite('full')),
  api: shareSite(() => createSite('api')),
}

describe.each([
  ['minimal', 2],
  ['full', 5],
  ['api', 3],
] as const)('the template %s', (template, tests) => {
  it('has types that are right, also for the strictest settings', async () => {
    const { site } = sites[template]
    expect((await runVial(site.folder, 'typegen')).code).toBe(0)
    const settings = [
      '--noPropertyAccessFromIndexSignature',
      '--exactOptionalPropertyTypes',
      '--noImplicitOverride',
    ]
    // Checking the types of all packages takes long, so it has to do for the template that has most.
    if (template === 'full') settings.push('--skipLibCheck', 'false')
    const { code, output } = await site.vial(['--noEmit', '--pretty', 'false', ...settings], {
      script: 'node_modules/typescript/bin/tsc',
    })
    expect({ code, output }).toEqual({ code: 0, output: '' })
  })

  it('has no casts', async () => {
    const { site } = sites[template]
    const names = await readdir(join(site.folder, 'routes'), { recursive: true })
    const sources = names.filter((name) => /\.tsx?$/.test(name))
    const texts = await Promise.all(sources.map((name) => site.read(join('routes', name))))
    const trees = sources.map((name, index) =>
      JSON.stringify(parseSync(name, texts[index]!).program, (_, value) =>
        typeof value === 'bigint' ? String(value) : value,
      ),
    )
    const casts = /"(TSAsExpression|TSTypeAssertion|TSNonNullExpression|TSAnyKeyword)"/
    expect(sources.filter((_, index) => casts.test(trees[index]!))).toEqual([])
  })

  it('names the packages that it needs with the ranges of this project', async () => {
    const { site } = sites[template]
    const { name, dependencies, devDependencies } = JSON.parse(await site.read('package.json'))
    const own = JSON.parse(await readFile(join(framework, 'package.json'), 'utf8'))
    const root = JSON.parse(await readFile(join(framework, '../package.json'), 'utf8'))
    const known = { ...root.dependencies, ...root.devDependencies, ...own.peerDependencies }

    expect(name).toBe('my-site')
    expect(await site.read('README.md')).toContain('# my-site\n')
    const { vial, ...others } = { ...dependencies, ...devDependencies }
    expect(vial).toBe(`file:${framework}`)
    for (const [name, range] of Object.entries(others)) expect([name, range]).toEqual([name, known[name]])
  })

  it('passes its tests', async () => {
    const { code, output } = await sites[template].site.vial(['run', '--testTimeout=120000'], {
      script: 'node_modules/vitest/vitest.mjs',
    })
    const [, passed] = /Tests {2}(\d+) passed/.exec(stripVTControlCharacters(output)) ?? []

    expect({ code, passed }, output).toEqual({ code: 0, passed: String(tests) })
  })

  it('passes vial check and vial doctor', async () => {
    const { site } = sites[template]
    expect(await runVial(site.folder, 'check')).toMatchObject({
      code: 0,
      output: expect.stringMatching(/^No problems found/),
    })
    expect(await site.vial(['doctor'])).toMatchObject({
      code: 0,
      output: expect.stringMatching(/0 to fix, 0 to review\.$/),
    })
  })

  it('is built without a warning', async () => {
    expect(await sites[template].build()).not.toMatch(/warn|\(!\)|PLUGIN_TIMINGS/i)
  })
})

describe('a site of the template minimal', () => {
  let site: TemporarySite
  beforeAll(async () => {
    site = await createSite('minimal')
  })
  afterAll(() => site?.dispose())

  it.each(['dev', 'production'] as const)('answers in %s', async (mode) => {
    const server = await sites.minimal.start(mode)

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
  })

  it.each(['cache: { maxAge: 60 }', 'prerender: true'])(
    'has pages that can have config.%s',
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
})

describe('a site of the template full', () => {
  it.each(['dev', 'production'] as const)('has accounts and notes in %s', async (mode) => {
    const server = await sites.full.start(mode)
    const form = { name: `ada-${mode}`, password: 'four words in a row' }
    expect(await server.text('/')).toContain('Log in')
    expect((await server.fetch('/notes')).status).toBe(303)

    const signedUp = await post(server, '/signup', form)
    expect([signedUp.status, signedUp.headers.get('location')]).toEqual([303, '/notes'])
    const cookie = cookiesOf(signedUp)
    await post(server, '/notes?/add', { text: 'Buy milk' }, cookie)
    expect(await server.text('/notes', { headers: { cookie } })).toMatch(/Log out[\s\S]*Buy milk/)
    expect((await post(server, '/notes?/add', { text: ' ' }, cookie)).status).toBe(422)
    expect((await post(server, '/login', { ...form, password: 'wrong' })).status).toBe(422)

    await server.stop()
    expect(server.output()).not.toMatch(/warn|error/i)
    const again = await sites.full.start(mode)
    const loggedIn = await post(again, '/login', form)
    expect(await again.text('/notes', { headers: { cookie: cookiesOf(loggedIn) } })).toContain('Buy milk')
    await again.stop()
  })
})

describe('the Dockerfile of the template full', () => {
  it('has every instruction of the one that --docker adds, in the same order', async () => {
    const read = async (layer: string): Promise<string[]> => {
      const text = await readFile(join(framework, 'templates', layer, 'Dockerfile'), 'utf8')
      return text.split('\n').filter((line) => !line.startsWith('#'))
    }
    const shared = await read('docker')
    expect((await read('full')).filter((line) => shared.includes(line))).toEqual(shared)
  })
})

describe('a site of the template api', () => {
  it.each(['dev', 'production'] as const)('answers with JSON and problem documents in %s', async (mode) => {
    const server = await sites.api.start(mode)
    const send = (text: string): Promise<Response> =>
      server.fetch('/notes', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ text }),
      })

    expect([(await send('Buy milk')).status, await (await server.fetch('/notes')).json()]).toEqual([
      201,
      { notes: [{ id: 1, text: 'Buy milk', isDone: false }] },
    ])
    const refused = await send('')
    expect([refused.status, refused.headers.get('content-type'), await refused.json()]).toEqual([
      422,
      'application/problem+json',
      expect.objectContaining({ errors: { text: ['Write a note.'] } }),
    ])
    const missing = await server.fetch('/notes/7')
    expect([missing.status, missing.headers.get('content-type')]).toEqual([404, 'application/problem+json'])
    await server.stop()
  })
})

function post(
  server: RunningServer,
  path: string,
  fields: Record<string, string>,
  cookie = '',
): Promise<Response> {
  return server.fetch(path, { method: 'POST', headers: { cookie }, body: new URLSearchParams(fields) })
}
