import { describe, expect, it, onTestFinished } from 'vitest'
import { type RunningServer, type TemporarySite, createTemporarySite } from '../fixtures/temporary-site.ts'

const environment = { ORIGIN: 'https://example.org', TRUST_PROXY: '1', BODY_SIZE_LIMIT: '2kb' }

const files = {
  'routes/who.ts': `export const GET = ({ url, clientAddress }) => [url.origin, clientAddress]`,
  'routes/echo.ts': `export const POST = async ({ request }) => (await request.text()).length`,
}

async function openSite(more: Record<string, string> = {}): Promise<TemporarySite> {
  const site = await createTemporarySite({ ...files, ...more })
  onTestFinished(() => site.dispose())
  return site
}

const start = {
  dev: (site: TemporarySite, given: Record<string, string>) => site.startDev({ environment: given }),
  async production(site: TemporarySite, given: Record<string, string>): Promise<RunningServer> {
    await site.build()
    return site.startProduction(given)
  },
  async preview(site: TemporarySite, given: Record<string, string>): Promise<RunningServer> {
    await site.build()
    return site.startPreview({ environment: given })
  },
}

describe.each(['dev', 'production', 'preview'] as const)('the environment in %s', (mode) => {
  it('sets the origin, the trusted proxies and the largest body', async () => {
    const server = await start[mode](await openSite(), environment)
    const headers = { 'x-forwarded-for': '192.0.2.1' }
    const post = (length: number): Promise<Response> =>
      server.fetch('/echo', { method: 'POST', body: 'x'.repeat(length) })

    expect(await server.text('/who', { headers })).toBe('["https://example.org","192.0.2.1"]')
    expect((await post(2048)).status).toBe(200)
    expect((await post(2049)).status).toBe(413)
  })

  it('sets the hosts that the site answers', async () => {
    const server = await start[mode](await openSite(), { ALLOWED_HOSTS: 'example.org' })

    expect((await server.fetch('/who')).status).toBe(400)
  })
})

it('reads the settings of requests from .env files in dev', async () => {
  const site = await openSite({ '.env': 'BODY_SIZE_LIMIT=2kb\n' })
  const server = await site.startDev()

  expect((await server.fetch('/echo', { method: 'POST', body: 'x'.repeat(3000) })).status).toBe(413)
})

it('refuses an invalid setting when the dev server starts, naming the variable', async () => {
  const site = await openSite()

  await expect(site.startDev({ environment: { TRUST_PROXY: 'yes' } })).rejects.toThrow(
    'TRUST_PROXY is "yes". Set a whole number from 0 to 100.',
  )
})
