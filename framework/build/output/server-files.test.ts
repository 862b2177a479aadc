// Files that server code reads: WebAssembly, data, and scripts of workers, in dev and in production.
import { readdir, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { openSite } from '../../fixtures/open-site.ts'

/** A WebAssembly module with `add(a, b)`; a custom section makes it larger than what Vite inlines. */
function makeWasm(): Buffer {
  const code = '0061736d0100000001070160027f7f017f030201000707010361646400000a09010700200020016a0b'
  const body = [3, ...Buffer.from('pad'), ...new Array(6000).fill(1)]
  return Buffer.concat([
    Buffer.from(code, 'hex'),
    Buffer.from([0, (body.length & 127) | 128, body.length >> 7, ...body]),
  ])
}

const files = {
  'lib/words.txt': 'words of the server',
  'lib/both.txt': `both ${'x'.repeat(5000)}`,
  'lib/100%+ä#.txt': 'a name with escapes',
  'lib/twice.js': 'export const twice = (n) => 2 * n',
  'lib/work.js': `
    import { parentPort, workerData } from 'node:worker_threads'
    import { twice } from './twice.js'
    parentPort.postMessage(twice(workerData))`,
  'lib/child.js': `process.send({ argument: process.argv[2] })`,
  'routes/sum.ts': `
    import init from '../lib/add.wasm?init'
    export const GET = async () => {
      const { exports } = await init()
      return { sum: exports.add(2, 3) }
    }`,
  'routes/words.ts': `
    import { readFile } from 'node:fs/promises'
    // new URL('./comment.txt', import.meta.url) in a comment is nothing.
    export const GET = async () => await readFile(new URL('../lib/words.txt', import.meta.url), 'utf8')`,
  'routes/escapes.ts': `
    import { readFile } from 'node:fs/promises'
    export const GET = async () =>
      await readFile(new globalThis.URL('../lib/100%25+%C3%A4%23.txt?x=1', import.meta.url), 'utf8')`,
  'routes/both.ts': `
    import { readFile } from 'node:fs/promises'
    import url from '../lib/both.txt'
    export const GET = async () => [url, (await readFile(new URL(\`../lib/both.txt\`, import.meta.url), 'utf8')).slice(0, 4)]`,
  'routes/work.ts': `
    import { Worker } from 'node:worker_threads'
    export const GET = () => new Promise((resolve, reject) => {
      const worker = new Worker(new URL('../lib/work.js', import.meta.url), { workerData: 21 })
      worker.once('message', resolve).once('error', reject)
    }).then((value) => [value])`,
  'routes/child.ts': `
    import { fork } from 'node:child_process'
    import { fileURLToPath } from 'node:url'
    export const GET = () => new Promise((resolve, reject) => {
      fork(fileURLToPath(new URL('../lib/child.js', import.meta.url)), ['x']).once('message', resolve).once('error', reject)
    })`,
}

describe.each(['dev', 'production'] as const)('server code in %s', (mode) => {
  it('reads the files that it names', async () => {
    const site = await openSite(files)
    await writeFile(`${site.folder}/lib/add.wasm`, makeWasm())
    const server = await site.startIn(mode)
    expect(await server.text('/sum')).toBe('{"sum":5}')
    expect(await server.text('/words')).toBe('words of the server')
    expect(await server.text('/escapes')).toBe('a name with escapes')
    expect(await server.text('/work')).toBe('[42]')
    expect(await server.text('/child')).toBe('{"argument":"x"}')
    const [url, text] = JSON.parse(await server.text('/both'))
    expect(text).toBe('both')
    expect(await server.text(url)).toContain('both xxx')
    if (mode === 'dev') return
    // Visitors get only what a page links to.
    const names = await readdir(`${site.folder}/dist/client/_vial`)
    expect(names.filter((name) => !/\.(br|gz)$/.test(name))).toEqual([expect.stringMatching(/^both-/)])
  })
})

describe('a worker in TypeScript', () => {
  it('runs in production, and in dev where Node.js runs it; otherwise the error says what to do', async () => {
    const site = await openSite({
      'package.json': '{ "type": "module", "private": true }',
      'lib/work.ts': `
        import { parentPort } from 'node:worker_threads'
        const answer: number = 42
        parentPort.postMessage(answer)`,
      'routes/index.ts': `
        import { Worker } from 'node:worker_threads'
        export const GET = () => new Promise((resolve, reject) => {
          new Worker(new URL('../lib/work.ts', import.meta.url)).once('message', resolve).once('error', reject)
        }).then((value) => [value])`,
    })
    const dev = await site.startDev()
    // Types of Node.js 24 know it, Node.js 20 does not have it.
    if (process.features.typescript) expect(await dev.text('/')).toBe('[42]')
    else {
      expect((await dev.fetch('/')).status).toBe(500)
      expect(dev.output()).toMatch(
        /for \S+lib\/work\.ts\. In development, .* Write it in JavaScript, or use Node\.js/,
      )
    }
    const production = await site.startIn('production')
    expect(await production.text('/')).toBe('[42]')
  })
})

describe('vite build', () => {
  it('names the files that the built server will not find, except the routes of an extension', async () => {
    const site = await openSite({
      'lib/shop/index.ts': `
        export const shop = { name: 'shop', routes: { prefix: '/shop', folder: new URL('./routes/', import.meta.url) } }`,
      'lib/shop/routes/index.ts': `export const GET = () => 'shop'`,
      'routes/_server.ts': `
        import { shop } from '../lib/shop/index.ts'
        export default { extensions: [shop] }`,
      'routes/index.ts': `
        const name = 'x'
        export const GET = () => [
          new URL('../lib/', import.meta.url),
          new URL('../missing.txt', import.meta.url),
          new URL(\`../lib/\${name}.txt\`, import.meta.url),
          new URL('https://example.org/', import.meta.url),
        ].map(String)`,
    })
    const { code, output } = await site.build()
    expect(code, output).toBe(0)
    expect(output).toContain(`routes/index.ts: new URL('../lib/', import.meta.url) names a folder`)
    expect(output).toContain(
      `routes/index.ts: new URL('../missing.txt', import.meta.url) names a file that does not`,
    )
    expect(output).toContain('routes/index.ts: new URL(…, import.meta.url) has a computed name')
    expect(output.match(/the built server will not find it/g)).toHaveLength(3)
  })

  it('names the places that move', async () => {
    const site = await openSite({
      'routes/index.ts': `
        import { createRequire } from 'node:module'
        import { fileURLToPath } from 'node:url'
        const load = createRequire(import.meta.url)
        export const GET = () => [import.meta.dirname, fileURLToPath(import.meta.url), load('../package.json')]`,
    })
    const { code, output } = await site.build()
    expect(code, output).toBe(0)
    for (const place of ['import.meta.dirname', 'import.meta.url', 'require() of a relative path']) {
      expect(output).toContain(`routes/index.ts: ${place} names another place in the built server. Name each`)
    }
  })

  it('names a bundled package that looks for its own place', async () => {
    const site = await openSite({
      'node_modules/words/package.json': `{ "name": "words", "type": "module", "exports": "./index.js" }`,
      'node_modules/words/index.js': `
        import { readFileSync } from 'node:fs'
        export const words = () => readFileSync(import.meta.dirname + '/words.txt', 'utf8')`,
      'node_modules/words/words.txt': 'words of a package',
      'routes/index.ts': `import { words } from 'words'\nexport const GET = () => words()`,
      'vite.config.js': `import { vial } from 'vial/vite'
        export default { plugins: [vial()], ssr: { noExternal: ['words'] } }`,
    })
    const { code, output } = await site.build()
    expect(code, output).toBe(0)
    expect(output).toContain(
      `The package words is bundled, and import.meta.dirname names another place in the built server. If it reads`,
    )
    expect(output).toContain(`ssr: { external: ['words'] }`)
  })

  it('names an image that visitors cannot load', async () => {
    const site = await openSite({
      'lib/logo.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
      'lib/logo.island.tsx': `export default () => <img src={new URL('./logo.svg', import.meta.url).href} alt="" />`,
      'routes/index.tsx': `import Logo from '../lib/logo.island.tsx'\nexport default () => <Logo />`,
    })
    const { code, output } = await site.build()
    expect(code, output).toBe(0)
    expect(output).toContain(
      `lib/logo.island.tsx: new URL('./logo.svg', import.meta.url).href is a file of the server`,
    )
  })
})
