// Tests which host names vite dev, vite preview and the built server answer.
import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openSite } from '../fixtures/open-site.ts'
import type { RunningServer } from '../fixtures/temporary-site.ts'

const modes = ['dev', 'preview', 'production'] as const

const page = { 'routes/index.tsx': 'export default () => <h1>Tea</h1>' }
const withList = {
  ...page,
  'routes/_server.ts': `import { defineServer } from 'vial'\nexport default defineServer({ allowedHosts: ['example.org', '.tea.test'] })`,
}

async function start(mode: (typeof modes)[number], files: Record<string, string>): Promise<RunningServer> {
  const site = await openSite(files)
  if (mode !== 'dev') {
    const { code, output } = await site.build()
    expect(code, output).toBe(0)
  }
  const server = await {
    dev: () => site.startDev(),
    preview: () => site.startPreview(),
    production: () => site.startProduction(),
  }[mode]()
  onTestFinished(async () => void (await server.stop()))
  return server
}

/** Requests a page under another name: fetch() does not let a program choose it. */
async function get({ origin }: RunningServer, host: string, path = '/'): Promise<[number, string]> {
  const sent = request(new URL(path, origin), { headers: { host, accept: 'application/json' } }).end()
  const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) =>
    sent.once('response', resolve).once('error', reject),
  )
  return [response.statusCode!, await text(response)]
}

describe.each(modes)('the allowedHosts of _server in %s', (mode) => {
  it('are answered, and others refused with a problem document and a hint for the author', async () => {
    const server = await start(mode, withList)

    for (const host of ['example.org', 'example.org:80', 'EXAMPLE.org', 'green.tea.test']) {
      expect([host, (await get(server, host))[0]]).toEqual([host, 200])
    }
    for (const host of ['evil.test', 'tea.test', 'example.org.evil.test', 'localhost']) {
      const [status, body] = await get(server, host)
      expect([host, status, JSON.parse(body).detail]).toEqual([
        host,
        400,
        'This server does not answer for that host name.',
      ])
    }
    if (mode === 'production') return
    await expect.poll(() => server.output()).toContain('allowedHosts does not list localhost')
    expect(server.output()).not.toContain('allowedHosts does not list example.org')
  })
})

it.each(['dev', 'preview'] as const)(
  'vite %s answers this machine and the hosts of its own settings if the site lists none',
  async (mode) => {
    const server = await start(mode, {
      ...page,
      'vite.config.js': `import { vial } from 'vial/vite'
        export default { cacheDir: '.cache', plugins: [vial()], server: { allowedHosts: ['.tunnel.test'] } }`,
    })

    const own = ['localhost', 'a.localhost', '127.0.0.1', '[::1]', '192.168.1.5']
    for (const host of [...own, 'tunnel.test', 'a.tunnel.test']) {
      expect([host, (await get(server, host))[0]]).toEqual([host, 200])
    }
    // A page of another site could read this server through such a name.
    expect(await get(server, 'evil.test:5173')).toEqual([403, expect.stringContaining('"evil.test"')])
  },
)

it('keeps the files of Vite from hosts that the site does not list, and shows them to those that it lists', async () => {
  const server = await start('dev', withList)

  expect((await get(server, 'evil.test', '/@vite/client'))[0]).toBe(400)
  expect((await get(server, 'example.org', '/@vite/client'))[0]).toBe(200)
})

it('does not show the error of a site that does not start to hosts that only the site may list', async () => {
  const server = await start('dev', { ...page, 'routes/_server.ts': `throw new Error('broken')` })

  const [status, body] = await get(server, 'evil.test')
  expect(status).toBe(403)
  expect(body).not.toContain('broken')
})
