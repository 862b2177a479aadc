// Tests responses that the site's code made itself: immutable headers, and bodies that have been read.
import { describe, expect, it } from 'vitest'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import type { Middleware } from '../pipeline/middleware.ts'

const moved = (): Response => Response.redirect('http://localhost/new', 302)
const stamp: Middleware = async (_, next) => {
  const response = await next()
  response.headers.append('x-stamp', 'a')
  return response
}

describe('the headers of a response that middleware sees', () => {
  it.each<[string, object]>([
    ['an endpoint', { 'in/a.ts': { GET: moved } }],
    ['a loader', { 'in/a.tsx': { loader: moved, default: () => null } }],
    ['another middleware', { 'in/_middleware.ts': { default: moved }, 'in/a.ts': { GET: () => 'x' } }],
  ])('can be changed even if those of %s are immutable', async (_, files) => {
    const site = createLiteralSite({ '_middleware.ts': { default: stamp }, ...files })
    const { headers, status } = await site.fetch('/in/a')

    expect([status, headers.get('location'), headers.get('x-stamp')]).toEqual([
      302,
      'http://localhost/new',
      'a',
    ])
  })
})

describe('a response whose body has been read', () => {
  const message =
    'routes/a.ts: the body of the response has been read already. Read response.clone() instead, and create a Response for every request.'

  it('is an error that names the route, such as one that serves two requests', async () => {
    const same = new Response('x')
    const site = createLiteralSite({ 'a.ts': { GET: () => same } })

    expect(await site.text('/a')).toBe('x')
    expect((await site.fetch('/a')).status).toBe(500)
    expect(site.log.map((entry) => entry.message)).toEqual([message])
  })

  it('is an error if middleware has read it, but not if middleware has read a clone', async () => {
    const read: Middleware = async ({ query }, next) => {
      const response = await next()
      await (query.has('clone') ? response.clone() : response).text()
      return response
    }
    const site = createLiteralSite({
      '_middleware.ts': { default: read },
      'a.ts': { GET: () => new Response('x') },
    })

    expect(await site.text('/a?clone')).toBe('x')
    expect((await site.fetch('/a')).status).toBe(500)
    expect(site.log.map((entry) => entry.message)).toEqual([message])
  })

  it('is an error that names the route if fetch() made it, whose headers are immutable', async () => {
    const GET = async (): Promise<Response> => {
      const response = await fetch('data:text/plain,x')
      await response.text()
      return response
    }
    const site = createLiteralSite({
      '_middleware.ts': { default: ((_, next) => next()) satisfies Middleware },
      'a.ts': { GET },
    })

    expect((await site.fetch('/a')).status).toBe(500)
    expect(site.log.map((entry) => entry.message)).toEqual([message])
  })
})
