// Tests what becomes of the result of a handler.
import { h } from 'preact'
import { describe, expect, it } from 'vitest'
import { createLiteralSite, formPost } from '../../fixtures/literal-site.ts'
import type { Context } from '../context/context.ts'
import type { RequestReview } from './manifest.ts'

const form = { name: 'is missing' }

describe('the result of ctx.fail()', () => {
  it.each<[string, (ctx: Context) => unknown, boolean]>([
    ['it is returned', (ctx) => ctx.fail(422, form), false],
    ['the handler adds to it', (ctx) => ({ ...(ctx.fail(422, form) as object), more: 1 }), false],
    ['it is not returned', (ctx) => void ctx.fail(422, form), true],
    [
      'a Response is returned',
      (ctx) => {
        ctx.fail(422, form)
        return new Response('Saved')
      },
      true,
    ],
    ['there is no form', (ctx) => ctx.fail(422, undefined), false],
    ['it was not called', () => undefined, false],
    ['it was not called before a Response', () => new Response('Saved'), false],
  ])('is reviewed if %s', async (_, POST, isDropped) => {
    const files: string[] = []
    const review: RequestReview = {
      data() {},
      page() {},
      result() {},
      unknownAction() {},
      event() {},
      droppedFailure: (file) => void files.push(file),
      explain: (_request, error) => error,
    }
    const modules = { 'page.tsx': { POST, default: () => h('p', null) }, 'data.ts': { POST } }
    const reviewed = createLiteralSite(modules, { review })
    const plain = createLiteralSite(modules)
    for (const path of ['/page', '/data']) {
      const [response, other] = [
        await reviewed.fetch(path, formPost({})),
        await plain.fetch(path, formPost({})),
      ]
      expect(response.status).toBe(other.status)
    }

    expect(files).toEqual(isDropped ? ['routes/page.tsx', 'routes/data.ts'] : [])
  })
})

it.each(['GET', 'HEAD'])('an endpoint answers %s with GET', async (method) => {
  const seen: string[] = []
  const site = createLiteralSite({
    'a.ts': { GET: ({ request }: Context) => void seen.push(request.method), POST: () => 'posted' },
  })

  expect((await site.fetch('/a', { method })).status).toBe(204)
  expect(seen).toEqual([method])
})

it('an export that is undefined answers no method', async () => {
  const site = createLiteralSite({ 'a.ts': { GET: () => 'x', POST: undefined } })

  expect((await site.fetch('/a', { method: 'OPTIONS' })).headers.get('allow')).toBe('GET, HEAD, OPTIONS')
  expect((await site.fetch('/a', { method: 'POST' })).status).toBe(405)
})
