// What scripts load besides modules: small files, workers and WebAssembly, under the default policy.
import { describeSite, expect, test } from '../fixtures/browser-site.ts'

const files = {
  'routes/_server.ts': `
    import { defineServer } from 'vial'
    export default defineServer({ csp: { 'script-src': ["'self'", "'wasm-unsafe-eval'"] } })`,
  'routes/index.tsx': `
    import All from './_all.island.tsx'
    export default () => <All />`,
  'routes/_small.json': '{ "small": true }',
  'routes/_small.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'routes/_work.ts': `
    import { twice } from './_twice.ts'
    self.onmessage = ({ data }: MessageEvent) => self.postMessage(twice(data))`,
  'routes/_twice.ts': 'export const twice = (n: number) => 2 * n',
  // add(a, b)
  'routes/_add.ts': `
    const bytes = '0061736d0100000001070160027f7f017f030201000707010361646400000a09010700200020016a0b'
    export const module = Uint8Array.from(bytes.match(/../g)!, (byte) => Number.parseInt(byte, 16))`,
  'routes/_all.island.tsx': `
    import { useEffect, useState } from 'preact/hooks'
    import json from './_small.json?url'
    import picture from './_small.svg?url'
    import Imported from './_work.ts?worker'
    import Inlined from './_work.ts?worker&inline'
    import { module } from './_add.ts'
    const ask = (worker, n) => new Promise((resolve) => {
      worker.onmessage = ({ data }) => resolve(data)
      worker.postMessage(n)
    })
    async function run() {
      const { instance } = await WebAssembly.instantiate(module)
      return JSON.stringify([
        (await (await fetch(json)).json()).small,
        (await (await fetch(picture)).text()).includes('svg'),
        await ask(new Worker(new URL('./_work.ts', import.meta.url), { type: 'module' }), 1),
        await ask(new Imported(), 2),
        await ask(new Inlined(), 3),
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
    await expect(page.getByRole('status')).toHaveText('[true,true,2,4,6,5]')
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
})
