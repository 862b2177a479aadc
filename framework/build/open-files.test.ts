// Sites with more files than a process may open, as in a container or a service with a low limit.
import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TemporarySite, createTemporarySite } from '../fixtures/temporary-site.ts'

const vial = 'node_modules/vial/bin/vial.js'
// Starts the dev server and asks for a page.
const dev = `
  const { createServer } = await import('vite')
  const server = await createServer({ server: { port: 0, host: '127.0.0.1' } })
  await server.listen()
  console.log(await (await fetch(\`http://127.0.0.1:\${server.httpServer.address().port}/page-7\`)).text())
  await server.close()`

describe('a site with more files than a process may open', () => {
  let site: TemporarySite

  beforeAll(async () => {
    const pages = Array.from({ length: 300 }, (_, number) => [
      [
        `routes/page-${number}.jsx`,
        `import { useId } from 'preact/hooks'
        import './_${number}.css'
        export default () => <p id={useId()}>Page ${number}</p>`,
      ],
      [`routes/_${number}.css`, `p { order: ${number} }`],
    ])
    site = await createTemporarySite(Object.fromEntries(pages.flat()))
  })

  afterAll(() => site?.dispose())

  it.each([
    ['vial check', [vial, 'check']],
    ['vial routes', [vial, 'routes']],
    ['vite build', ['node_modules/vite/bin/vite.js', 'build']],
    ['vite dev', ['--input-type=module', '--eval', dev]],
  ])('works in %s', (_, command) => {
    const script = 'ulimit -n 256 && exec "$@"'
    const { status, stdout, stderr } = spawnSync('sh', ['-c', script, '-', process.execPath, ...command], {
      cwd: site.folder,
      encoding: 'utf8',
    })
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.not.stringContaining('EMFILE') })
    expect(stdout).toContain(command.includes('check') ? '' : 'page-7')
  })
})
