// Tests routes with config.prerender through the handler.
import { describe, expect, it } from 'vitest'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import type { Context } from '../context/context.ts'

const config = { prerender: true }
const session = { config, GET: (ctx: Context) => ({ session: { ...ctx.session } }) }

describe('a route with config.prerender', () => {
  it('answers in development, and warns once about what would fail the build', async () => {
    const site = createLiteralSite({ 'a.ts': session })

    expect([(await site.fetch('/a')).status, (await site.fetch('/a')).status]).toEqual([200, 200])
    expect(site.log.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^routes\/a\.ts: it cannot be prerendered, because the session was read\. /),
    ])
  })

  it('fails during the build if its response is personal', async () => {
    const site = createLiteralSite({ 'a.ts': session }, { isPrerendering: true })

    expect((await site.fetch('/a')).status).toBe(500)
    expect(site.log[0]?.message).toContain('routes/a.ts: it cannot be prerendered')
  })

  it('answers 404 for parameters that paths does not return', async () => {
    const page = { config, paths: async () => [{ id: 1 }, { id: 2 }], GET: (ctx: Context) => ctx.params }
    const site = createLiteralSite({ '[id=int].ts': page })

    expect(await site.text('/2')).toBe('{"id":2}')
    expect((await site.fetch('/3')).status).toBe(404)
    expect((await site.fetch('/3', { method: 'HEAD' })).status).toBe(404)
  })

  it('uses the list from the build if there is one', async () => {
    const page = { config, paths: () => [{ id: 1 }], GET: () => 'here' }
    const site = createLiteralSite({ '[id=int].ts': page }, { prerendered: new Set(['/2']) })

    expect([(await site.fetch('/1')).status, (await site.fetch('/2')).status]).toEqual([404, 200])
  })
})
