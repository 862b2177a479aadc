import { expect, it } from 'vitest'
import { openSite } from '../../fixtures/open-site.ts'
import { readVialJson } from '../../fixtures/test-terminal.ts'

const page = 'export default () => <p>home</p>'
const handle = 'export const handle = async ({ event, resolve }) => resolve(event)'
const ofNext = `import { NextResponse } from 'next/server'
  export function middleware() { return NextResponse.next() }
  export const config = { matcher: '/admin/:path*' }`

it('warns of hooks and middleware of other frameworks, in dev, by vial check and in a build', async () => {
  const site = await openSite({
    'routes/index.tsx': page,
    'routes/hooks.server.ts': handle,
    'src/hooks.server.js': handle,
    'middleware.ts': ofNext,
    'src/middleware.ts': `import { defineMiddleware } from 'astro:middleware'
      export const onRequest = defineMiddleware((context, next) => next())`,
    'proxy.ts': 'export const config = { matcher: ["/admin"] }\nexport function proxy() {}',
  })
  const sentences = [
    'routes/hooks.server.ts',
    'src/hooks.server.js',
    'middleware.ts',
    'src/middleware.ts',
    'proxy.ts',
  ].map((path) => {
    const extension = path.slice(-2)
    return `${path} never runs, because its name has no meaning here. Write routes/_middleware.${extension} with export default (ctx, next) => … for what runs around requests, and onError in routes/_server.${extension} for errors.`
  })
  const dev = await site.startDev()
  await dev.text('/')
  const checked = await readVialJson<{ findings: { message: string }[] }>(site.folder, 'check')
  const build = await site.build()

  expect(checked.findings.map(({ message }) => message).sort()).toEqual(sentences.sort())
  for (const sentence of sentences) {
    expect(
      dev
        .output()
        .split('\n')
        .filter((line) => line.trim() === sentence),
    ).toHaveLength(1)
    expect(build.output).toContain(sentence)
  }
})

it('is silent about files with these names that are something else', async () => {
  const site = await openSite({
    'routes/index.tsx': page,
    'routes/_middleware.ts': `export { guard as default } from '../middleware.ts'`,
    'middleware.ts': 'export const guard = (ctx, next) => next()\nexport const config = { limit: 1 }',
    'routes/hooks.server.ts': 'export const findHooks = () => []',
    'routes/hooks.ts': `import { findHooks } from './hooks.server.ts'\nexport const GET = () => findHooks()`,
    'src/proxy.ts': 'export const proxy = (url) => fetch(url)',
  })
  const { findings } = await readVialJson<{ findings: object[] }>(site.folder, 'check')

  expect(findings).toEqual([])
})
