// Tests that the URLs which the framework serves itself reach no other file or module.
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningServer, type TemporarySite, createTemporarySite } from '../fixtures/temporary-site.ts'
import { createBrowserFiles } from '../node/files/browser-files.ts'

const files = {
  'lib/outside.island.tsx': `export default () => <p>CANARY_OUTSIDE</p>`,
  'routes/_i/button.island.tsx': `export default ({ label }) => <button onClick={() => alert(label)}>{label}</button>`,
  'routes/_i/never.island.tsx': `export default () => <p>CANARY_NEVER</p>`,
  'routes/_404.tsx': `export default () => <p>nothing here</p>`,
  'routes/index.tsx': `
    import Button from './_i/button.island.tsx'
    export default () => <Button label="Buy" />`,
}

const names = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '../../x',
  '..%2f..%2fpackage.json',
  '%2e%2e/%2e%2e/package.json',
  '../server/handler.js',
  '..\\server\\handler.js',
  'node:fs',
  'node%3Afs',
  '/etc/passwd',
  '%2Fetc%2Fpasswd',
  'file:///etc/passwd',
  'routes/_i/button.island.tsx',
  'island/routes/_i/button.island.tsx',
  'virtual:vial/client',
  'browser.json',
  'manifest.json',
  '.vite/manifest.json',
  '',
  '.',
  `x?${'q'.repeat(1024)}`,
  'x'.repeat(10_240),
]

describe.each(['dev', 'production'] as const)('what the framework serves itself in %s', (mode) => {
  let site: TemporarySite
  let server: RunningServer

  beforeAll(async () => {
    site = await createTemporarySite(files)
    server = await site.startIn(mode)
    await server.text('/')
  })

  afterAll(() => site?.dispose())

  it('is never a file or module that the URL chooses', async () => {
    for (const name of names) {
      const answer = await ask(server, `/_vial/${name}`)
      const what = `/_vial/${name.slice(0, 80)}`
      expect(answer, what).toMatch(/^HTTP\/1\.1 (404|400|414|308|301) /)
      expect(answer, what).not.toMatch(/CANARY|root:|"dependencies"|import /)
    }
  })

  if (mode === 'production') {
    it('does not depend on the query or on other URLs', async () => {
      const [, script = ''] = /<script[^>]* src="(\/_vial\/[^"]+)"/.exec(await server.text('/')) ?? []
      const whole = await server.text(script)
      expect(whole).toContain('createTreeWalker')
      for (const query of ['?file=../../x', '?m=node:fs', `?${'q'.repeat(1024)}`]) {
        expect(await server.text(script + query)).toBe(whole)
      }
      const posted = await server.fetch(script, { method: 'POST', body: '{"id":"node:fs"}' })
      expect(posted.status).toBe(404)
    })
  }

  if (mode === 'dev') {
    it('serves only islands that a page has used, by their exact name', async () => {
      const statusOf = async (file: string): Promise<number> =>
        (await server.fetch(`/@id/__x00__virtual:vial/island/${file}`)).status

      expect(await statusOf('routes/_i/button.island.tsx')).toBe(200)
      for (const file of [
        'routes/_i/never.island.tsx',
        'lib/outside.island.tsx',
        `${site.folder}/routes/_i/button.island.tsx`,
        'routes/_i/x/../button.island.tsx?x',
        '__proto__',
        'constructor',
        'node:fs',
        'x'.repeat(10_240),
      ]) {
        expect(await statusOf(file), file.slice(0, 80)).toBeGreaterThanOrEqual(400)
      }
    })
  }
})

describe('createBrowserFiles()', () => {
  it('finds islands in a Map, so that no name finds a property of Object.prototype', () => {
    const file = { name: 'a.js', urls: [] }
    const all = { start: '', revive: file, reviveSignals: file, moveSlots: file, scheduleHydration: file }
    const { findIsland } = createBrowserFiles({ ...all, islands: { 'routes/a.island.tsx': file } })

    expect(findIsland('routes/a.island.tsx')).toBe(file)
    for (const name of [
      '__proto__',
      'constructor',
      'toString',
      '../../x',
      'node:fs',
      '/etc/x',
      'x'.repeat(10_240),
    ]) {
      expect(() => findIsland(name)).toThrow(/this island is not in the build/)
    }
  })
})

/** Sends a request with the exact path: `fetch` would normalise it. */
function ask({ origin }: RunningServer, path: string): Promise<string> {
  const { port } = new URL(origin)
  return new Promise((settle, fail) => {
    let text = ''
    const socket = connect(Number(port), 'localhost')
    socket.setEncoding('latin1').on('data', (chunk) => {
      text += chunk
    })
    socket.once('close', () => settle(text)).once('error', fail)
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\nConnection: close\r\n\r\n`)
  })
}
