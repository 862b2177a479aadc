// A site with a certificate, in a real browser: pages and forms over HTTP/2, and a socket beside it.
import { expect, test } from '../../fixtures/browser-site.ts'
import { type RunningServer, type TemporarySite, createTemporarySite } from '../../fixtures/temporary-site.ts'

const files = {
  'public/favicon.ico': '',
  'vite.config.js': `
    import basicSsl from '@vitejs/plugin-basic-ssl'
    import { vial } from 'vial/vite'
    export default { cacheDir: '.cache', plugins: [basicSsl(), vial()] }`,
  'routes/index.tsx': `
    import Live from './_live.island.tsx'
    export async function POST(ctx) {
      const { data } = await ctx.form()
      ctx.session.name = data.name
      return { size: data.file.size }
    }
    export default ({ form, session }) => (
      <form method="post" enctype="multipart/form-data">
        <input name="name" aria-label="Name" /><input type="file" name="file" aria-label="File" /><button>Send</button>
        <output>{session.name ?? 'A visitor'} sent {form?.size ?? 0}</output>
        <Live />
      </form>
    )`,
  'routes/_live.island.tsx': `
    import { useEffect, useState } from 'preact/hooks'
    export default function Live() {
      const [words, setWords] = useState([])
      useEffect(() => {
        const add = ({ data }) => setWords((before) => [...before, data].sort())
        const events = new EventSource('/events')
        const socket = new WebSocket(location.origin.replace('http', 'ws') + '/echo')
        events.onmessage = add
        socket.onmessage = add
        socket.onopen = () => socket.send('socket')
        return () => { events.close(); socket.close() }
      }, [])
      return <ul>{words.map((word) => <li key={word}>{word}</li>)}</ul>
    }`,
  'routes/events.ts': `
    export const GET = (ctx) => ctx.events(async function* () {
      yield { data: 'event' }
      await new Promise((resolve) => ctx.signal.addEventListener('abort', resolve))
    })`,
  'routes/echo.ts': `export const socket = { message(peer, message) { peer.send(message.text()) } }`,
}

test.use({ ignoreHTTPSErrors: true })

for (const mode of ['dev', 'preview'] as const) {
  test.describe(`a site with a certificate in ${mode}`, () => {
    let site: TemporarySite
    let server: RunningServer

    test.beforeAll(async () => {
      site = await createTemporarySite(files)
      if (mode === 'preview') await site.build()
      server = await (mode === 'dev' ? site.startDev : site.startPreview)({ isSecure: true })
    })

    test.afterAll(() => site?.dispose())

    test('answers forms, event streams and sockets', async ({ page }) => {
      await page.goto(server.origin)
      await expect(page.getByRole('listitem')).toHaveText(['event', 'socket'])
      const protocol = await page.evaluate(
        () => (performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming).nextHopProtocol,
      )
      expect(protocol).toBe('h2')
      await page.getByLabel('Name').fill('Ada')
      const buffer = Buffer.alloc(300_000, 'x')
      await page.getByLabel('File').setInputFiles({ name: 'a.txt', mimeType: 'text/plain', buffer })
      await page.getByRole('button', { name: 'Send' }).click()
      await expect(page.getByRole('status')).toHaveText('Ada sent 300000')
    })

    test('shows why an upload is refused, and takes the next one', async ({ page, allowConsole }) => {
      allowConsole(/status of 413/)
      const send = async (size: number): Promise<void> => {
        await page.goto(server.origin)
        await page.getByLabel('Name').fill('Ada')
        const buffer = Buffer.alloc(size, 'x')
        await page.getByLabel('File').setInputFiles({ name: 'a.txt', mimeType: 'text/plain', buffer })
        await page.getByRole('button', { name: 'Send' }).click()
      }
      for (let count = 0; count < 2; count++) {
        await send(20_000_000)
        await expect(page.getByRole('heading', { name: 'Content Too Large' })).toBeVisible()
      }
      await send(200_000)
      await expect(page.getByRole('status')).toHaveText('Ada sent 200000')
    })

    if (mode === 'dev') {
      test('reloads after a change', async ({ page }) => {
        await page.goto(server.origin)
        await expect(page.getByRole('listitem')).toHaveText(['event', 'socket'])
        const text = await site.read('routes/index.tsx')
        await site.write({ 'routes/index.tsx': text.replace('Send<', 'Submit<') })
        await expect(page.getByRole('button', { name: 'Submit' })).toBeVisible()
      })
    }
  })
}
