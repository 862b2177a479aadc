import { describe, expect, it } from 'vitest'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import { HttpError } from '../../http/http-error.ts'
import { redirect } from '../../http/redirect.ts'
import type { Context } from './context.ts'

describe('a redirect that is refused', () => {
  const go = (ctx: Context): Response => redirect(ctx.query.get('to')!)
  const remedy =
    'To allow other sites, write redirect(url, { external: true }), but never for a URL that a visitor can choose.'

  it.each<[string, Record<string, object>, string]>([
    ['in a handler', { 'go.ts': { GET: go } }, 'routes/go.ts'],
    ['in a loader', { 'go.tsx': { default: () => null, loader: go } }, 'routes/go.tsx'],
    ['in middleware', { '_middleware.ts': { default: go }, 'go.ts': { GET: () => 'go' } }, 'routes/go.ts'],
    ['in middleware of a path without a route', { '_middleware.ts': { default: go } }, '/go'],
  ])('is logged with its route, its origin and the option that allows it: %s', async (_, modules, where) => {
    const site = createLiteralSite(modules)
    expect((await site.fetch('/go?to=https://user:secret@other.example/a?token=b')).status).toBe(400)

    expect(site.log.map(({ level, message }) => `${level} ${message}`)).toEqual([
      `warn ${where}: redirect() was refused with 400, because its target leads to https://other.example. ${remedy}`,
    ])
    expect(site.log[0]?.fields).toMatchObject({
      requestId: expect.any(String),
      target: 'https://other.example',
    })
  })

  it.each([
    ['//other.example/a', 'leads to http://other.example.'],
    ['/\\other.example', 'leads to http://other.example.'],
    ['notes', 'does not start with a slash. Pass a path of this site'],
    ['javascript:alert(1)', 'does not start with a slash. Pass a path of this site'],
  ])('is logged for the target %j', async (target, why) => {
    const site = createLiteralSite({ 'go.ts': { GET: go } })
    await site.fetch(`/go?to=${encodeURIComponent(target)}`)

    expect(site.log.map(({ message }) => message)).toEqual([expect.stringContaining(why)])
  })

  it('names its line, if the files of the site are known', async () => {
    const site = createLiteralSite({ 'go.ts': { GET: go } }, { locate: () => 'routes/_go.ts:7' })
    await site.fetch('/go?to=https://other.example')

    expect(site.log[0]?.message).toMatch(
      /^routes\/go\.ts: redirect\(\) at routes\/_go\.ts:7 was refused with 400/,
    )
  })

  it('is not confused with other errors, and says nothing if it is allowed', async () => {
    const site = createLiteralSite({
      'go.ts': { GET: () => redirect('https://other.example', { external: true }) },
      'bad.ts': {
        GET() {
          throw new HttpError(400, 'The address to continue at has a backslash.')
        },
      },
    })
    await site.fetch('/go')
    await site.fetch('/bad')

    expect(site.log).toEqual([])
  })
})
