// Tests that no spelling of a URL passes the middleware that guards a folder.
import { describe, expect, it } from 'vitest'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import type { Context } from '../context/context.ts'

describe('a guarded folder', () => {
  let guarded = 0
  let reached = 0
  const reach = (): object => {
    reached++
    return {}
  }
  const site = createLiteralSite({
    'admin/_middleware.ts': {
      default: (_: Context, next: () => Promise<Response>) => {
        guarded++
        return next()
      },
    },
    'admin/index.ts': { GET: reach },
    'admin/a.ts': { GET: reach },
    'admin/[[...rest]].ts': { GET: reach },
    'admin-public.ts': { GET: () => 'public' },
    '[slug]/[...rest].ts': { GET: () => 'elsewhere' },
  })

  async function ask(target: string): Promise<number> {
    guarded = 0
    reached = 0
    // A raw target as a server receives it; URL() would normalize it.
    const request = new Request('http://localhost/')
    Object.defineProperty(request, 'url', { value: `http://localhost${target}` })
    return (await site.handler.fetch(request)).status
  }

  it.each(['/admin', '/admin/a', '/%61dmin/a', '/admin/x/y', '/admi%6E'])(
    'is reached at %s',
    async (target) => {
      expect(await ask(target)).toBe(200)
      expect([guarded, reached]).toEqual([1, 1])
    },
  )

  it.each(['/admin-public', '/administrator/x', '/Admin/a', '/%2561dmin/a', '//admin/a', '/admin%2fa'])(
    'is not meant by %s',
    async (target) => {
      await ask(target)
      expect([guarded, reached]).toEqual([0, 0])
    },
  )
})
