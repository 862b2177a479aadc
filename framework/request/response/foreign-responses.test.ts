// Tests responses that the site's code made itself: immutable headers.
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
