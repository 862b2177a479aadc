// vite build --watch: dist/ is whole and startable after every build.
import { existsSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { openSite } from '../../fixtures/open-site.ts'
import { type TemporarySite, type WatchedBuild, waitUntil } from '../../fixtures/temporary-site.ts'

const files = {
  '.env': 'VITE_NAME=name one',
  'public/hello.txt': 'hello',
  'lib/words.ts': `export const word = 'one'`,
  'lib/late.ts': `export const late = 'late one'`,
  'routes/index.tsx': `
    import './index.css'
    import Count from './_count.island.tsx'
    import { word } from '../lib/words.ts'
    export default () => <main>{word}<Count />{import.meta.env.VITE_NAME}</main>`,
  'routes/index.css': 'main { color: red }',
  'routes/_count.island.tsx': `
    import { late } from '../lib/late.ts'
    export const hydrate = 'only'
    export default () => <b>{late}</b>`,
  'routes/about.tsx': `export const config = { prerender: true }\nexport default () => <p>About one</p>`,
}

describe('vite build --watch', () => {
  it('builds the whole site, and again after a change of any of its files', async () => {
    const site = await openSite(files)
    const watched = site.watch()
    await untilBuilt(watched, 1)
    expect(await readSite(site)).toMatchObject({
      page: expect.stringContaining('one'),
      about: expect.stringContaining('About one'),
    })

    const changes: [string, string, (found: FoundSite) => string, RegExp][] = [
      ['.env', 'VITE_NAME=name two', ({ page }) => page, /name two/],
      ['lib/words.ts', `export const word = 'two'`, ({ page }) => page, /<main>two/],
      ['lib/late.ts', `export const late = 'late two'`, ({ scripts }) => scripts, /late two/],
      ['routes/index.css', 'main { color: blue }', ({ styles }) => styles, /#00f/],
      ['public/hello.txt', 'hello again', ({ hello }) => hello, /hello again/],
      ['routes/added.tsx', 'export default () => <p>Added</p>', ({ added }) => added, /Added/],
      [
        'routes/about.tsx',
        `export const config = { prerender: true }\nexport default () => <p>About two</p>`,
        ({ about }) => about,
        /About two/,
      ],
    ]
    for (const [path, text, read, expected] of changes) {
      let seen = countBuilds(watched)
      await site.write({ [path]: text })
      // Once after each build: the event of an earlier change may come late, and make a build too.
      await waitUntil(async () => {
        const count = countBuilds(watched)
        expect(count, watched.output()).toBeGreaterThan(seen)
        seen = count
        expect(read(await readSite(site))).toMatch(expected)
      }, 60_000)
    }
  })

  it('builds again for files that code reads by URL, or that only a pattern names', async () => {
    const site = await openSite({
      'lib/named.txt': 'named one',
      'notes/1/first.md': 'first note',
      'routes/index.ts': `
        import { readFileSync } from 'node:fs'
        const named = readFileSync(new URL('../lib/named.txt', import.meta.url), 'utf8')
        const notes = import.meta.glob('../notes/**/*.md', { eager: true, query: '?raw', import: 'default' })
        export const GET = () => [named, ...Object.values(notes)]`,
    })
    const watched = site.watch()
    await untilBuilt(watched, 1)
    expect(watched.output()).toContain(`The site is ready in ${site.folder}/dist/server`)
    await site.write({ 'lib/named.txt': 'named two' })
    await untilBuilt(watched, 2)
    await site.write({ 'notes/2/second.md': 'second note' })
    await untilBuilt(watched, 3)
    const server = await site.startProduction()
    expect(await server.text('/')).toBe('["named two","first note","second note"]')
  })

  it('builds again for new files of patterns, and for the files of workers', async () => {
    const site = await openSite({
      'lib/double.ts': 'export const double = (n: number) => 2 * n',
      'lib/work.ts': `import { double } from './double.ts'\nself.postMessage(double(1))`,
      'routes/index.tsx': `
        import Start from './_start.island.tsx'
        const notes = import.meta.glob('../content/**/*', { eager: true, query: '?raw', import: 'default' })
        export const loader = async ({ query }) => {
          const words = await import(\`../words/\${query.get('words')}.ts\`).catch(() => ({ default: 'none' }))
          return [words.default, ...Object.values(notes)]
        }
        export default ({ data }) => <main>{data.join()}<Start /></main>`,
      'routes/_start.island.tsx': `
        export const hydrate = 'only'
        export default () => { new Worker(new URL('../lib/work.ts', import.meta.url)); return null }`,
    })
    const watched = site.watch()
    await untilBuilt(watched, 1)
    await site.write({ 'content/first/note.txt': 'first note' })
    await untilBuilt(watched, 2)
    await site.write({ 'words/en.ts': `export default 'hello'` })
    await untilBuilt(watched, 3)
    await site.write({ 'lib/double.ts': 'export const double = (n: number) => 2 * n + 40' })
    await untilBuilt(watched, 4)
    const server = await site.startProduction()
    expect(await server.text('/?words=en')).toContain('<main>hello,first note<')
    const names = await readdir(`${site.folder}/dist/client/_vial`)
    const worker = names.find((name) => /^work-[\w-]+\.js$/.test(name))
    expect(await site.read(`dist/client/_vial/${worker}`)).toContain('42')
  })

  it('keeps the last complete build while one fails', async () => {
    const site = await openSite({ ...files, 'dist/client/old.txt': 'old' })
    const watched = site.watch()
    await untilBuilt(watched, 1)
    await site.write({ 'routes/index.tsx': 'export default () => <main>' })
    await untilBuilt(watched, 2)
    expect(watched.output()).toContain('routes/index.tsx')
    expect((await readSite(site)).page).toContain('one')
    await site.write({ 'routes/index.tsx': 'export default () => <main>repaired</main>' })
    await untilBuilt(watched, 3)
    expect((await readSite(site)).page).toContain('repaired')
    expect(existsSync(`${site.folder}/dist/client/old.txt`)).toBe(false)
    expect(existsSync(`${site.folder}/dist.next`)).toBe(false)
  })

  it('builds again after the folder of a build could not be removed', async () => {
    const site = await openSite({
      ...files,
      'vite.config.js': `
        import { rmSync, writeFileSync } from 'node:fs'
        import { vial } from 'vial/vite'
        import { isBlocked } from './blocked.js'
        const block = {
          name: 'block',
          writeBundle() {
            rmSync('out', { recursive: true })
            writeFileSync('out', 'a file in place of the folder')
          },
        }
        export default { build: { outDir: 'out/dist' }, plugins: [vial(), isBlocked && block] }`,
      'blocked.js': 'export const isBlocked = true',
    })
    const watched = site.watch()
    await untilBuilt(watched, 1)
    expect(watched.output()).toContain('ENOTDIR')
    await rm(`${site.folder}/out`)
    await site.write({ 'blocked.js': 'export const isBlocked = false' })
    await untilBuilt(watched, 2)
    expect(existsSync(`${site.folder}/out/dist/server/index.js`)).toBe(true)
  })
})

function untilBuilt(watched: WatchedBuild, count: number): Promise<void> {
  return waitUntil(async () => {
    expect(countBuilds(watched), watched.output()).toBeGreaterThanOrEqual(count)
  })
}

function countBuilds(watched: WatchedBuild): number {
  return watched.output().split('Watching for file changes').length - 1
}

type FoundSite = Record<'page' | 'about' | 'added' | 'hello' | 'scripts' | 'styles', string>

/** Starts the site as it is in dist/, and reads what visitors get. */
async function readSite(site: TemporarySite): Promise<FoundSite> {
  const server = await site.startProduction()
  const [page, about, added, hello] = await Promise.all(
    ['/', '/about', '/added', '/hello.txt'].map((path) => server.text(path)),
  )
  const read = async (pattern: RegExp): Promise<string> =>
    (await Promise.all([...page!.matchAll(pattern)].map(([url]) => server.text(url)))).join('\n')
  const scripts = await read(/\/_vial\/[\w.-]+\.js/g)
  const styles = await read(/\/_vial\/[\w.-]+\.css/g)
  await server.stop()
  return { page: page!, about: about!, added: added!, hello: hello!, scripts, styles }
}
