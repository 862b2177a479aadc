// What scripts load besides modules: small files, workers and WebAssembly, under the default policy.
import { describeSite, expect, test } from '../../fixtures/browser-site.ts'

const files = {
  'routes/_server.ts': `
    import { defineServer } from 'vial'
    export default defineServer({
      csp: { 'script-src': ["'self'", "'wasm-unsafe-eval'"], 'img-src': "'self'", 'font-src': "'self'" },
    })`,
  'routes/index.tsx': `
    import All from './_all.island.tsx'
    import picture from './_small.svg'
    import './_small.css'
    export default () => <main>
      <img src={picture} alt="" />
      <svg><use href={picture + '#dot'} /></svg>
      <All />
    </main>`,
  'routes/blob.tsx': `
    import Blob from './_blob.island.tsx'
    export default () => <Blob />`,
  'routes/_small.json': '{ "small": true }',
  'routes/_small.css': 'main { background: url("./_small.svg") }',
  'routes/_small.svg': `
    <svg xmlns="http://www.w3.org/2000/svg">
      <symbol id="dot" viewBox="0 0 9 9"><rect width="9" height="9" /></symbol>
    </svg>`,
  'routes/_work.ts': `
    import { twice } from './_twice.ts'
    self.onmessage = ({ data }: MessageEvent) => self.postMessage(twice(data))`,
  'routes/_twice.ts': 'export const twice = (n: number) => 2 * n',
  'routes/_share.ts': `
    import { twice } from './_twice.ts'
    self.onconnect = ({ ports: [port] }: MessageEvent) => {
      port!.onmessage = ({ data }) => port!.postMessage(twice(data))
    }`,
  'routes/_nest.ts': `
    import { href } from 'vial'
    import Work from './_work.ts?worker&inline'
    self.onmessage = ({ data }: MessageEvent) => {
      const worker = new Work()
      worker.onmessage = ({ data }: MessageEvent) => self.postMessage([data, href('/')])
      worker.postMessage(data)
    }`,
  'routes/_blob.island.tsx': `
    import { useEffect, useState } from 'preact/hooks'
    export default function Blob() {
      const [text, setText] = useState('')
      useEffect(() => {
        const worker = new Worker(URL.createObjectURL(new window.Blob(['postMessage(1)'])))
        worker.onmessage = () => setText('started')
        worker.onerror = () => setText('refused')
      }, [])
      return <output>{text}</output>
    }`,
  'routes/socket.tsx': `
    import Socket from './_socket.island.tsx'
    export default () => <Socket />`,
  'routes/_socket.island.tsx': `
    import { useEffect, useState } from 'preact/hooks'
    export default function Socket() {
      const [text, setText] = useState('')
      useEffect(() => {
        const socket = new WebSocket('ws://127.0.0.1:9/')
        socket.onerror = () => setText('refused')
      }, [])
      return <output>{text}</output>
    }`,
  // add(a, b)
  'routes/_add.ts': `
    const bytes = '0061736d0100000001070160027f7f017f030201000707010361646400000a09010700200020016a0b'
    export const module = Uint8Array.from(bytes.match(/../g)!, (byte) => Number.parseInt(byte, 16))`,
  'routes/_all.island.tsx': `
    import { useEffect, useState } from 'preact/hooks'
    import json from './_small.json?url'
    import picture from './_small.svg?url'
    import imported from './_small.svg'
    import Shared from './_share.ts?sharedworker&inline'
    import Nested from './_nest.ts?worker'
    import Imported from './_work.ts?worker'
    import Inlined from './_work.ts?worker&inline'
    import { module } from './_add.ts'
    const ask = (worker, n) => new Promise((resolve) => {
      const port = worker.port ?? worker
      port.onmessage = ({ data }) => resolve(data)
      port.postMessage(n)
    })
    const hasSvg = async (url) => (await (await fetch(url)).text()).includes('svg')
    async function run() {
      const { instance } = await WebAssembly.instantiate(module)
      return JSON.stringify([
        (await (await fetch(json)).json()).small,
        ...(await Promise.all([picture, imported, new URL('./_small.svg', import.meta.url)].map(hasSvg))),
        document.querySelector('use').getBBox().width > 0,
        await ask(new Worker(new URL('./_work.ts', import.meta.url), { type: 'module' }), 1),
        await ask(new Imported(), 2),
        await ask(new Inlined(), 3),
        await ask(new Shared(), 4),
        await ask(new Nested(), 5),
        instance.exports.add(2, 3),
      ])
    }
    export default function All() {
      const [text, setText] = useState('')
      useEffect(() => { run().then(setText, (error) => setText(String(error))) }, [])
      return <output>{text}</output>
    }`,
}

describeSite('the assets of islands', files, (current) => {
  test('are files that the policy allows', async ({ page }) => {
    const urls: string[] = []
    page.on('request', (request) => urls.push(request.url()))
    await page.goto(current.url('/'))
    await expect(page.getByRole('status')).toHaveText('[true,true,true,true,true,2,4,6,8,[10,"/"],5]')
    expect(urls.filter((url) => /^(data|blob):/.test(url))).toEqual([])
    if (current.mode === 'dev') return
    const scripts = urls.filter((url) => url.includes('_work'))
    expect(scripts.length).toBeGreaterThan(0)
    for (const url of scripts) {
      const response = await current.server.fetch(url)
      expect([url, response.status]).toEqual([expect.stringMatching(/\/_vial\/_work-[\w-]{8}\.js$/), 200])
      expect(response.headers.get('cache-control')).toContain('immutable')
    }
  })

  test('do not include workers from a blob', async ({ page, allowConsole }) => {
    allowConsole(/violates the following Content Security Policy/)
    await page.goto(current.url('/blob'))
    await expect(page.getByRole('status')).toHaveText('refused')
    expect(await page.evaluate(() => window.violations)).toEqual(['worker-src blob'])
  })

  test('do not include sockets of other servers', async ({ page, allowConsole }) => {
    allowConsole(/violates the following Content Security Policy/)
    await page.goto(current.url('/socket'))
    await expect(page.getByRole('status')).toHaveText('refused')
    expect(await page.evaluate(() => window.violations)).toEqual(['connect-src ws://127.0.0.1:9/'])
  })

  if (current.mode === 'production') return
  test('need none to reload after the dev server has restarted', async ({ page, allowConsole }) => {
    allowConsole(/\[vite\]|WebSocket/)
    await page.goto(current.url('/'))
    await expect(page.getByRole('status')).toHaveText(/^\[/)
    const reloaded = page.waitForEvent('load')
    const config = await current.site.read('vite.config.js')
    await current.site.write({ 'vite.config.js': `${config}// changed` })
    await reloaded
    expect(await page.evaluate(() => window.violations)).toEqual([])
  })
})
