// Tests that files which the server has not loaded neither restart the site nor end its streams.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type RunningServer,
  type TemporarySite,
  createTemporarySite,
  waitUntil,
} from '../fixtures/temporary-site.ts'

describe('vite dev, while files change that the server has not loaded', () => {
  let site: TemporarySite
  let server: RunningServer

  beforeAll(async () => {
    site = await createTemporarySite({
      'package.json': '{ "type": "module", "private": true }',
      'vite.config.js': `
        import { vial } from 'vial/vite'
        import tailwind from '@tailwindcss/vite'
        export default { cacheDir: '.cache', plugins: [vial(), tailwind()] }`,
      'routes/_server.ts': serverFile,
      'routes/_layout.tsx': `import './_site.css'\nexport default ({ children }) => <main class="mt-[13px]">{children}</main>`,
      'routes/_site.css': `@import 'tailwindcss';\n.own { color: red }`,
      'routes/index.tsx': 'export default () => <p class="own">home</p>',
      'routes/stream.ts': `export const GET = (ctx) => ctx.events(ctx.app.subscribe('news'))`,
      'routes/tell.ts': `export const POST = async (ctx) => { ctx.app.publish('news', await ctx.request.text()) }`,
      'README.md': '# A site',
      '.data/site.db': 'rows',
      '.data/site.db-wal': 'rows',
      'uploads/one.png': 'pixels',
      'uploads/notes.html': '<p class="mt-[14px]">',
    })
    server = await site.startDev()
    const page = await server.text('/')
    // The stylesheet has been compiled, so Tailwind knows every file that could contain a class.
    const [, url] = /<link rel="stylesheet" href="([^"]+)"/.exec(page) ?? []
    expect(await server.text(url!)).toContain('13px')
  })

  afterAll(() => site?.dispose())

  it.each([
    ['a database', '.data/site.db'],
    ['the journal of a database', '.data/site.db-wal'],
    ['an uploaded picture', 'uploads/one.png'],
    ['an uploaded text', 'uploads/notes.html'],
    ['a README', 'README.md'],
    ['a stylesheet', 'routes/_site.css'],
  ])('keeps running when %s changes', async (_what, file) => {
    const stream = await openStream(server)
    await site.write({ [file]: file.endsWith('.css') ? `@import 'tailwindcss';\n.own { color: blue }` : 'x' })
    // The page that follows is rendered after the change has been noticed.
    await site.write({ 'routes/index.tsx': `export default () => <p class="own">after ${file}</p>` })
    await waitUntil(async () => expect(await server.text('/')).toContain(`after ${file}`))
    await server.fetch('/tell', { method: 'POST', body: file })

    expect(await stream.next()).toContain(file)
    await stream.close()
    expect(server.output().split('site started')).toHaveLength(2)
  })

  it('keeps pages as they are when a tsconfig.json is generated', async () => {
    await site.write({ '.vial/docs/tsconfig.json': '{}' })
    await site.write({ 'routes/index.tsx': `export default () => <p class="own">after tsconfig.json</p>` })
    await waitUntil(async () => expect(await server.text('/')).toContain('after tsconfig.json'))

    // Vite announces that it reloads all pages.
    expect(server.output()).not.toContain('tsconfig.json')
  })
})

const serverFile = `export default { start() { console.log('site started') } }`

interface Stream {
  /** The next event; an empty text at the end of the stream. */
  next(): Promise<string>
  close(): Promise<void>
}

async function openStream(server: RunningServer): Promise<Stream> {
  const { body } = await server.fetch('/stream')
  const reader = body!.pipeThrough(new TextDecoderStream()).getReader()
  return {
    async next() {
      for (;;) {
        const { done, value } = await reader.read()
        if (done) return ''
        if (value.includes('data:')) return value
      }
    },
    close: () => reader.cancel(),
  }
}
