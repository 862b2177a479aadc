// Tests the warning about a session cookie that browsers would drop.
import { expect, it } from 'vitest'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import type { Context } from './context.ts'

const modules = { 'set.ts': { GET: (ctx: Context) => void Object.assign(ctx.session, { a: 1 }) } }

it.each([
  'http://localhost',
  'http://localhost:3000',
  'http://app.localhost:3000',
  'http://127.0.0.1:80',
  'http://127.1.2.3',
  'http://127.10.20.30',
  'http://[::1]:8080',
  'https://example.org',
])('does not warn about %s, where browsers keep the cookie', async (origin) => {
  const site = createLiteralSite(modules)
  await site.fetch(`${origin}/set`)

  expect(site.log).toEqual([])
})

it.each([
  'http://example.org',
  'http://localhost.example.org',
  'http://notlocalhost',
  'http://127.0.0.1.example.org',
  'http://12.0.0.1',
  'http://[::2]',
  'http://192.168.0.1:3000',
])('warns about %s once, and tells what to set', async (origin) => {
  const site = createLiteralSite(modules)
  await site.fetch(`${origin}/set`)
  await site.fetch(`${origin}/set`)

  expect(site.log).toEqual([
    {
      level: 'warn',
      message: `The session cookie requires HTTPS, but a visitor used ${origin}: browsers will drop it. Behind a proxy that terminates TLS, set ORIGIN or TRUST_PROXY.`,
      fields: { requestId: expect.any(String), origin },
    },
  ])
})
