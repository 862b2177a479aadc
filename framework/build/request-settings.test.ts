// Tests the environment variables that decide about requests, in all modes.
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { openSite } from '../fixtures/open-site.ts'
import { type RunningServer, type TemporarySite, createTemporarySite } from '../fixtures/temporary-site.ts'

const environment = { ORIGIN: 'https://example.org', TRUST_PROXY: '1', BODY_SIZE_LIMIT: '2kb' }

const files = {
  'routes/who.ts': `export const GET = ({ url, clientAddress }) => [url.origin, clientAddress]`,
  'routes/echo.ts': `export const POST = async ({ request }) => (await request.text()).length`,
}

let site: TemporarySite
beforeAll(async () => {
  site = await createTemporarySite(files)
  const { code, output } = await site.build()
  expect(code, output).toBe(0)
})
afterAll(() => site?.dispose())

const start = {
  dev: (given) => site.startDev({ environment: given }),
  production: (given) => site.startProduction(given),
  preview: (given) => site.startPreview({ environment: given }),
} satisfies Record<string, (given: Record<string, string>) => Promise<RunningServer>>

async function startIn(mode: keyof typeof start, given: Record<string, string>): Promise<RunningServer> {
  const server = await start[mode](given)
  onTestFinished(async () => void (await server.stop()))
  return server
}

describe.each(['dev', 'production', 'preview'] as const)('the environment in %s', (mode) => {
  it('sets the origin, the trusted proxies and the largest body', async () => {
    const server = await startIn(mode, environment)
    const headers = { 'x-forwarded-for': '192.0.2.1' }
    const post = (length: number): Promise<Response> =>
      server.fetch('/echo', { method: 'POST', body: 'x'.repeat(length) })

    expect(await server.text('/who', { headers })).toBe('["https://example.org","192.0.2.1"]')
    expect((await post(2048)).status).toBe(200)
    expect((await post(2049)).status).toBe(413)
  })

  it('sets the hosts that the site answers', async () => {
    const server = await startIn(mode, { ALLOWED_HOSTS: 'example.org' })

    expect((await server.fetch('/who')).status).toBe(400)
  })
})

it('reads the settings of requests from .env files in dev', async () => {
  const other = await openSite({ ...files, '.env': 'BODY_SIZE_LIMIT=2kb\n' })
  const server = await other.startDev()

  expect((await server.fetch('/echo', { method: 'POST', body: 'x'.repeat(3000) })).status).toBe(413)
})

it('refuses an invalid setting when the dev server starts, naming the variable', async () => {
  await expect(site.startDev({ environment: { TRUST_PROXY: 'yes' } })).rejects.toThrow(
    'TRUST_PROXY is "yes". Set a whole number from 0 to 100.',
  )
})
