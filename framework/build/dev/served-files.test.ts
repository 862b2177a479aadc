// Which files the dev server and the preview give to visitors, whatever the URL that names them.
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSite } from '../../fixtures/open-site.ts'
import { type RunningServer, type TemporarySite, createTemporarySite } from '../../fixtures/temporary-site.ts'

const secret = 'CANARY_SECRET'
const image = `<svg xmlns="http://www.w3.org/2000/svg"><!--${'x'.repeat(5000)}--></svg>`

const files = {
  '.env': secret,
  '.vial/secret': `${secret}-0123456789-0123456789-0123456789`,
  '.data/vial.db': secret,
  '.data/rows.json': `"${secret}"`,
  '.hidden/deep/code.ts': `export default '${secret}'`,
  'lib/.hidden.ts': `export default '${secret}'`,
  'lib/db.server.ts': `export const rows = '${secret}'`,
  'lib/unused.ts': `export default '${secret}'`,
  'lib/rows.json': `"${secret}"`,
  'lib/text.txt': secret,
  'private.txt': secret,
  'public/hello.txt': 'hello',
  'public/.hidden.txt': secret,
  'public/.well-known/x.txt': 'known',
  'routes/index.tsx': `
    import './index.css'
    import picture from '../lib/picture.svg'
    import text from '../lib/text.txt?raw'
    import rows from '../lib/rows.json'
    import { rows as more } from '../lib/db.server.ts'
    import Count from '../lib/count.island.tsx'
    export const loader = () => [text, rows, more].length
    export default ({ data }) => <main><img src={picture} alt="" />{data}<Count /></main>`,
  'routes/index.css': 'main { background: url(../lib/ground.svg) }',
  'routes/entry.tsx': `
    import app from '../lib/main.ts?browser'
    export const head = app
    export default () => <p>Entry</p>`,
  'lib/picture.svg': image,
  'lib/ground.svg': image,
  'lib/inner.svg': image,
  'lib/main.ts': `import './later.ts'`,
  'lib/later.ts': `document.title = 'Later'`,
  'lib/work.ts': `postMessage('done')`,
  'lib/count.island.tsx': `
    export const start = () => new Worker(new URL('./work.ts', import.meta.url), { type: 'module' })
    export default () => <img src={new URL('./inner.svg', import.meta.url).href} alt="" />`,
}

const paths = [
  '.env',
  '.vial/secret',
  '.data/vial.db',
  '.data/rows.json',
  '.hidden/deep/code.ts',
  'lib/.hidden.ts',
  'lib/db.server.ts',
  'lib/unused.ts',
  'lib/rows.json',
  'lib/text.txt',
  'lib/linked.txt',
  'lib/linked/vial.db',
  'private.txt',
  'public/linked.txt',
  'linked.txt',
  'linked-folder/rows.json',
  'public/.hidden.txt',
  // As visitors name the files in public/.
  '.hidden.txt',
  'linked.txt',
]
const queries = [
  '',
  '?import',
  '?raw',
  '?url',
  '?import&raw',
  '?import&url&inline',
  '?.svg?import&raw',
  '?direct',
  '?.svg?.wasm?init',
]

describe.each([
  ['dev', '/'],
  ['dev', '/app/'],
  ['preview', '/'],
] as const)('in %s, below %s', (mode, base) => {
  let site: TemporarySite
  let server: RunningServer

  beforeAll(async () => {
    site = await createTemporarySite({
      ...files,
      'vite.config.js': `import { vial } from 'vial/vite'\nexport default { base: '${base}', cacheDir: '.cache', plugins: [vial()] }`,
    })
    await symlink('../private.txt', `${site.folder}/public/linked.txt`)
    await symlink('../lib', `${site.folder}/public/linked-folder`)
    await symlink('../.vial/secret', `${site.folder}/lib/linked.txt`)
    await symlink('../.data', `${site.folder}/lib/linked`)
    if (mode === 'dev') server = await site.startDev()
    else {
      const { code, output } = await site.build()
      expect(code, output).toBe(0)
      server = await site.startPreview()
    }
    await server.text(base)
    await server.text(`${base}entry`)
  })

  afterAll(() => site?.dispose())

  it('no URL gives a hidden file, or one that no page uses', async () => {
    const folder = site.folder
    const forms = paths.flatMap((path) => {
      const encoded = path.replace(/\./g, '%2e')
      const names = [
        path,
        encoded,
        path.replace('.', '%252e'),
        path.replaceAll('/', '//'),
        path.replaceAll('/', '%2f'),
        path.toUpperCase(),
        `./${path}`,
        `node_modules/../${path}`,
        `node_modules\\..\\${path}`,
        `lib/%2e%2e/${path}`,
        `@vite/%2E%2e/${path}`,
        `__open/../${path}`,
        `@fs${folder}/${path}`,
        `@fs/${folder}/${path}`,
        `@fs${folder}/lib/../${path}`,
        `@fs${folder}/lib/%2e%2e/${encoded}`,
        `@id/${path}`,
        `@id/./${path}`,
        `@id${folder}/${path}`,
        `@id/__x00__${folder}/${path}`,
        `${path}.map`,
        `${path}/`,
      ]
      return names.map((name) => `${base}${name}`)
    })
    const leaks: string[] = []
    for (const form of new Set(forms)) {
      const answers = await Promise.all([
        ...queries.map((query) => getAsWritten(server, form + query)),
        getAsWritten(server, form, { 'sec-fetch-dest': 'script' }),
        getAsWritten(server, form, { 'sec-fetch-dest': 'image' }),
      ])
      if (answers.some(containsSecret)) leaks.push(form)
    }
    expect(leaks).toEqual([])
  })

  it('public files, pages and their assets are served', async () => {
    expect(await server.text(`${base}hello.txt`)).toBe('hello')
    expect(await server.text(`${base}.well-known/x.txt`)).toBe('known')
    const html = await server.text(base)
    const urls = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, url]) =>
      url!.replaceAll('&amp;', '&'),
    )
    expect(urls.length).toBeGreaterThan(2)
    for (const url of urls) expect([url, (await server.fetch(url)).status]).toEqual([url, 200])
    const [, style] = /href="([^"]+index[^"]*)"/.exec(html) ?? []
    const [, ground] = /url\("?([^")]+)"?\)/.exec(await server.text(style!.replaceAll('&amp;', '&'))) ?? []
    expect([ground, (await server.fetch(ground!)).status]).toEqual([ground, 200])
  })
})

describe('in dev', () => {
  it('modules and what they name are served as browsers request them', async () => {
    const site = await openSite(files)
    const server = await site.startDev()
    const get = async (url: string): Promise<string> => {
      const response = await server.fetch(url)
      expect([url, response.status]).toEqual([url, 200])
      return response.text()
    }
    await get('/')
    const wrapper = await get('/@id/__x00__virtual:vial/island/lib/count.island.tsx')
    expect(wrapper).toContain('/lib/count.island.tsx')
    const island = await get('/lib/count.island.tsx')
    const [, worker] = /"(\/lib\/work\.ts[^"]*)"/.exec(island) ?? []
    const [, picture] = /"(\/lib\/inner\.svg[^"]*)"/.exec(island) ?? []
    expect(await get(worker!)).toContain('postMessage')
    expect(await get(picture!)).toBe(image)
    await get('/@vite/client')
    const [, preact] = /"([^"]+preact[^"]*)"/.exec(await get('/lib/count.island.tsx')) ?? []
    await get(preact!)
    expect(await get('/entry')).toContain('/lib/main.ts')
    expect(await get('/lib/main.ts')).toContain('/lib/later.ts')
    await get('/lib/later.ts')
  })

  it.each([
    [`deny: ['*.svg']`, 403],
    ['strict: false', 200],
  ])("the author's own server.fs settings are added to: %s", async (settings, status) => {
    const site = await openSite({
      ...files,
      'vite.config.js': `
        import { vial } from 'vial/vite'
        export default { cacheDir: '.cache', server: { fs: { ${settings} } }, plugins: [vial()] }`,
    })
    const server = await site.startDev()
    await server.text('/')
    expect((await server.fetch('/lib/picture.svg')).status).toBe(status)
    for (const path of ['/.vial/secret?import', `/@fs${site.folder}/.data/vial.db?import&raw`, '/.env?raw']) {
      expect([path, (await server.fetch(path)).status]).toEqual([path, 404])
    }
  })

  it('a project below a hidden folder works', async () => {
    const site = await openSite(files)
    const folder = `${site.folder}/.work/site`
    await mkdir(`${folder}/routes`, { recursive: true })
    await writeFile(`${folder}/package.json`, '{ "type": "module", "private": true }')
    await site.write({
      '.work/site/vite.config.js': `import { vial } from 'vial/vite'\nexport default { cacheDir: '.cache', plugins: [vial()] }`,
      '.work/site/routes/index.tsx': `import Count from './_count.island.tsx'\nexport default () => <Count />`,
      '.work/site/routes/_count.island.tsx': `export default () => <b>1</b>`,
    })
    const server = await site.startDev({ root: '.work/site' })
    expect(await server.text('/')).toContain('<b>1</b>')
    await server.text('/@id/__x00__virtual:vial/island/routes/_count.island.tsx')
    expect((await server.fetch('/routes/_count.island.tsx')).status).toBe(200)
  })
})

describe('/__open-in-editor', () => {
  it.each(['/', '/app/'])('refuses requests of other sites, below %s', async (base) => {
    const site = await openSite({
      'vite.config.js': `import { vial } from 'vial/vite'\nexport default { base: '${base}', cacheDir: '.cache', plugins: [vial()] }`,
      'routes/index.tsx': 'export default () => <p>Home</p>',
    })
    const server = await site.startDev()
    const own = server.origin
    // Without a file nothing opens: Vite answers 500.
    const ask = async (name: string, headers: Record<string, string>): Promise<number> =>
      (await server.fetch(base + name, { headers })).status
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { referer: 'http://localhost:1/' },
    ]) {
      expect([headers, await ask('__open-in-editor', headers)]).toEqual([headers, 403])
      expect([headers, await ask('__OPEN-in-editor/x', headers)]).toEqual([headers, 403])
    }
    expect(await ask('__open-in-editor', { 'sec-fetch-site': 'same-origin' })).toBe(500)
    expect(await ask('__open-in-editor', { referer: `${own}/page` })).toBe(500)
    expect(await ask('__open-in-editor', {})).toBe(500)
  })
})

const agent = new Agent({ keepAlive: true, maxSockets: 16 })

/** Sends a path as it is: fetch() would resolve its dot segments. */
function getAsWritten(
  server: RunningServer,
  path: string,
  headers: Record<string, string> = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.origin)
    const sent = request({ hostname, port, path, headers, agent }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      response.once('end', () => resolve(text))
    })
    sent.once('error', reject).end()
  })
}

/** Tells whether a text contains the secret as it is, or as Vite writes it into a data URL. */
function containsSecret(text: string): boolean {
  const urls = text.match(/base64,[\w+/=]+/g) ?? []
  return [text, ...urls.map((url) => Buffer.from(url.slice(7), 'base64').toString())].some((part) =>
    part.includes(secret),
  )
}
