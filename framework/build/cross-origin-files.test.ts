// Files that pages of other origins request from a built site: cors() applies to them as to routes.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shareSite } from '../fixtures/shared-site.ts'
import { type RunningServer, createTemporarySite } from '../fixtures/temporary-site.ts'

const friend = 'https://app.example.org'
const allow = (origins: string): string => `cors({ origins: ${origins} })`
const importCors = `import { cors } from 'vial/server'\n`
const prerender = `export const config = { prerender: true }\n`

const files = {
  'routes/_server.ts': `${importCors}import { defineServer } from 'vial'
export default defineServer({ extensions: [{ name: 'count', middleware: (ctx, next) => { ctx.app.locals.count = (ctx.app.locals.count ?? 0) + 1; return next() } }] })`,
  'routes/count.ts': `export const GET = ({ app }) => app.locals.count`,
  'public/plain.txt': 'plain',
  'public/fonts/a.woff2': 'font',
  'public/fonts/large.txt': 'x'.repeat(300_000),
  'public/open/a.json': '{}',
  'public/route/a.txt': 'file',
  'routes/fonts/_middleware.ts': `${importCors}export default ${allow(`['${friend}']`)}`,
  'routes/open/_middleware.ts': `${importCors}export default ${allow(`'*'`)}`,
  'routes/open/data.json.ts': `${prerender}export const GET = () => ({ a: 1 })`,
  'routes/fonts/list.tsx': `${prerender}export default () => <p>fonts</p>`,
  'routes/fonts/asked.txt.ts': `${importCors}${prerender}
export const middleware = cors({ origins: (origin) => { if (origin.includes('broken')) throw new Error('no database'); return origin.includes('asked') } })
export const GET = () => 'asked'`,
  'routes/single.txt.ts': `${importCors}${prerender}
export const middleware = ${allow(`'${friend}'`)}
export const GET = () => 'single'`,
  'routes/route/[name].ts': `${importCors}export const middleware = ${allow(`'${friend}'`)}
export const GET = () => 'route'`,
  'routes/closed.txt.ts': `${prerender}export const GET = () => 'closed'`,
}

const site = shareSite(files)

describe.each(['production', 'preview'] as const)('cross-origin files in %s', (mode) => {
  let server: RunningServer

  beforeAll(async () => {
    server = await site.start(mode)
  })

  afterAll(() => server?.stop())

  async function ask(
    path: string,
    origin?: string,
    init: { method?: string; headers?: Record<string, string> } = {},
  ): Promise<[status: number, allowed: string | null, vary: string | null]> {
    const headers = { 'accept-encoding': 'identity', ...init.headers, ...(origin && { origin }) }
    const response = await server.fetch(path, { ...init, headers })
    await response.arrayBuffer()
    const { headers: got } = response
    return [response.status, got.get('access-control-allow-origin'), got.get('vary')]
  }

  it.each(['/fonts/a.woff2', '/fonts/large.txt', '/fonts/list', '/single.txt'])(
    'lets an allowed origin read %s, and tells caches that the answer depends on it',
    async (path) => {
      const varies = expect.stringMatching(/\bOrigin\b/)
      expect(await ask(path, friend)).toEqual([200, friend, varies])
      expect(await ask(path, friend, { method: 'HEAD' })).toEqual([200, friend, varies])
      expect(await ask(path, friend, { headers: { range: 'bytes=0-1' } })).toEqual([206, friend, varies])
      const etag = (await server.fetch(path)).headers.get('etag')!
      // The tag belongs to one coding.
      const held = { headers: { 'if-none-match': etag, 'accept-encoding': 'br, gzip' } }
      expect((await ask(path, friend, held)).slice(1)).toEqual([friend, varies])
      expect(await ask(path, 'https://evil.example')).toEqual([200, null, varies])
      expect(await ask(path)).toEqual([200, null, varies])
      expect(await ask(path, friend, preflight)).toEqual([204, friend, varies])
    },
  )

  it.each(['/open/a.json', '/open/data.json'])('lets all origins read %s with *', async (path) => {
    expect(await ask(path, friend)).toEqual([200, '*', null])
    expect(await ask(path)).toEqual([200, '*', null])
    expect((await ask(path, friend, preflight)).slice(0, 2)).toEqual([204, '*'])
  })

  it.each(['/plain.txt', '/closed.txt', '/route/a.txt'])(
    'leaves %s alone, which no cors() covers',
    async (path) => {
      expect(await ask(path, friend)).toEqual([200, null, null])
    },
  )

  it('asks a function about the origin, and reports it when it fails', async () => {
    expect((await ask('/fonts/asked.txt', 'https://asked.example')).slice(0, 2)).toEqual([
      200,
      'https://asked.example',
    ])
    expect((await ask('/fonts/asked.txt', friend)).slice(0, 2)).toEqual([200, friend])
    expect((await ask('/fonts/asked.txt', 'https://broken.example'))[0]).toBe(500)
    expect(server.output()).toContain('no database')
  })

  it('runs no other middleware around files', async () => {
    const before = Number(await server.text('/count'))
    await ask('/fonts/a.woff2', friend)
    await ask('/fonts/list', friend)
    expect(Number(await server.text('/count'))).toBe(before + 1)
  })
})

const preflight = { method: 'OPTIONS', headers: { 'access-control-request-method': 'GET' } }

it('lets origins use files of the build and of public/ with cors() as an extension, below a base', async () => {
  const site = await createTemporarySite({
    'vite.config.js': `import { vial } from 'vial/vite'\nexport default { base: '/app/', plugins: [vial()] }`,
    'public/font.woff2': 'font',
    'routes/_server.ts': `${importCors}import { defineServer } from 'vial'
export default defineServer({ extensions: [${allow(`'${friend}'`)}] })`,
    'routes/index.tsx': `import Count from './_count.island.tsx'\n${prerender}export default () => <Count />`,
    'routes/_count.island.tsx': `export default () => <button>0</button>`,
  })
  try {
    expect((await site.build()).code).toBe(0)
    const server = await site.startProduction()
    const [script] = /\/app\/_vial\/[^"]+\.js/.exec(await server.text('/app/')) ?? []
    for (const path of ['/app/', '/app/font.woff2', script!]) {
      const { status, headers } = await server.fetch(path, { headers: { origin: friend } })
      expect([path, status, headers.get('access-control-allow-origin')]).toEqual([path, 200, friend])
    }
  } finally {
    await site.dispose()
  }
})
