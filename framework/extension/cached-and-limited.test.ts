// A cached route behind a rate limit.
import { expect, it } from 'vitest'
import { createLiteralSite } from '../fixtures/literal-site.ts'
import { rateLimit } from './rate-limit.ts'

it('rateLimit() counts requests to a cached route, which stays cacheable', async () => {
  const site = createLiteralSite(
    {
      '_server.ts': { default: { extensions: [rateLimit({ points: 2, duration: 60 })] } },
      'a.ts': { config: { cache: { maxAge: 60 } }, GET: () => String(Math.random()) },
    },
    { clientAddress: () => '192.0.2.1' },
  )

  expect(await site.text('/a')).toBe(await site.text('/a'))
  expect((await site.fetch('/a')).status).toBe(429)
})
