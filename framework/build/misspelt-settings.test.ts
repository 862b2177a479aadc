// Tests that every server warns about environment variables that are nearly settings.
import { stripVTControlCharacters } from 'node:util'
import { expect, it } from 'vitest'
import { openSite } from '../fixtures/open-site.ts'
import { waitUntil } from '../fixtures/temporary-site.ts'

const sentence = 'TRUST_PROXI is set, but TRUST_PROXY is not. If you meant TRUST_PROXY, rename it.'

it('warns in vite dev, in vite preview, and in a server that the author starts', async () => {
  const site = await openSite({
    '.env': 'TRUST_PROXI=1\nLOGLEVEL=debug\n',
    'routes/index.ts': `export const GET = () => 'text'`,
    'own-server.js': `import { fetch } from './dist/server/handler.js'
      await fetch(new Request('http://localhost/'))
      process.exit()`,
  })
  const dev = await site.startDev()
  await dev.text('/')
  expect(count(dev.output())).toBe(1)

  expect((await site.build()).code).toBe(0)
  const preview = await site.startPreview()
  await preview.text('/')
  await waitUntil(async () => expect(count(preview.output())).toBe(1))

  const environment = { SESSION_SECRET: 'a-secret-of-the-tests-x8KqP2vN5tRz7LmW', TRUST_PROXI: '1' }
  const own = await site.vial([], { script: 'own-server.js', environment })
  expect({ code: own.code, warnings: count(own.output) }).toEqual({ code: 0, warnings: 1 })
  expect(dev.output() + preview.output() + own.output).not.toContain('LOGLEVEL')
})

function count(output: string): number {
  return stripVTControlCharacters(output).split(sentence).length - 1
}
