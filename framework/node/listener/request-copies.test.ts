import { describe, expect, it } from 'vitest'
import { listen } from '../../fixtures/listening-site.ts'
import type { Context } from '../../request/context/context.ts'

type Copy = (request: Request) => Request

/** The ways in which code copies a request, for example to pass it on. */
const copies: Readonly<Record<string, Copy>> = {
  clone: (request) => request.clone(),
  'new Request': (request) => new Request(request),
  'new Request with options': (request) => new Request(request, { redirect: 'manual' }),
  'new Request with a URL': (request) => new Request('http://other.example/', request),
}

// A URL with escapes, and a body without a length, give the site's code another kind of request.
describe.each(['/copy', '/c%6fpy'])('the request for %s', (path) => {
  it.each(Object.entries(copies))('can be copied by %s', async (_, copy) => {
    const site = await listen({ 'copy.ts': { POST: ({ request }: Context) => copy(request).text() } })

    const sent = await fetch(site.origin + path, { method: 'POST', body: 'sent' })
    expect([sent.status, await sent.text()]).toEqual([200, 'sent'])
    const body = new Blob(['streamed']).stream()
    const streamed = await fetch(site.origin + path, { method: 'POST', body, duplex: 'half' } as RequestInit)
    expect([streamed.status, await streamed.text()]).toEqual([200, 'streamed'])
  })

  it('can be passed on by fetch()', async () => {
    const POST = async ({ request }: Context) =>
      request.headers.has('x-inner')
        ? [request.method, await request.text()]
        : fetch(request, { headers: { 'x-inner': '1' } })
    const site = await listen({ 'copy.ts': { POST } })

    const response = await fetch(site.origin + path, { method: 'POST', body: 'sent' })
    expect([response.status, await response.text()]).toEqual([200, '["POST","sent"]'])
  })

  it.each(Object.entries(copies))('makes the response personal if %s copies cookies', async (_, copy) => {
    const site = await listen({
      'copy.ts': { GET: ({ request }: Context) => [copy(request).headers.get('cookie')] },
    })
    const ask = async (headers: Record<string, string>): Promise<(string | null)[]> => {
      const { headers: got } = await fetch(site.origin + path, { headers })
      return ['cache-control', 'vary'].map((name) => got.get(name))
    }

    expect(await ask({ cookie: 'a=b' })).toEqual(['private, no-store', 'Cookie'])
    expect(await ask({})).toEqual([null, null])
  })
})
