import { type ComponentChildren, h } from 'preact'
import { describe, expect, it } from 'vitest'
import { type LiteralSite, cookiesOf, createLiteralSite, formPost } from '../../fixtures/literal-site.ts'
import { HttpError } from '../../http/http-error.ts'
import { redirect } from '../../http/redirect.ts'
import type { Context } from '../context/context.ts'
import type { PageProps } from '../page/page-props.ts'
import type { RouteModule } from './route-module.ts'

const page = {
  default: ({ form, url, flash }: PageProps) =>
    h('pre', null, JSON.stringify({ form, search: url.search, flash: flash.length })),
}

function createSite(module: RouteModule, more: Record<string, object> = {}): LiteralSite {
  return createLiteralSite({ 'notes.tsx': { ...page, ...module }, ...more })
}

async function shown(response: Response): Promise<{ form?: unknown; search: string; flash: number }> {
  const [, text = '{}'] = /<pre>(.*)<\/pre>/.exec(await response.text()) ?? []
  return JSON.parse(text.replaceAll('&quot;', '"').replaceAll('&amp;', '&'))
}

describe('actions', () => {
  const actions = {
    rename: async (ctx: Context) => ctx.fail(422, { values: (await ctx.form()).values }),
    remove: () => undefined,
  }

  it('run by the name in the query, and render the page with their result and their name', async () => {
    const site = createSite({ actions })
    const response = await site.fetch('/notes?/rename', formPost({ title: 'x' }))

    expect(response.status).toBe(422)
    expect(await shown(response)).toMatchObject({ form: { values: { title: 'x' }, action: 'rename' } })
    expect((await shown(await site.fetch('/notes?/remove', formPost({})))).form).toEqual({ action: 'remove' })
  })

  it.each([
    '?/remove',
    '?page=2&/remove',
    '?/remove&page=2',
    '?%2Fremove=',
    '?/remove=1',
    '?/remove&/rename',
  ])('are found in the query %s', async (query) => {
    const response = await createSite({ actions }).fetch(`/notes${query}`, formPost({}))

    expect([response.status, (await shown(response)).form]).toEqual([200, { action: 'remove' }])
  })

  it('cannot be renamed by their result', async () => {
    const site = createSite({ actions: { rename: () => ({ action: 'remove', a: 1 }) } })

    expect((await shown(await site.fetch('/notes?/rename', formPost({})))).form).toEqual({
      action: 'rename',
      a: 1,
    })
  })

  it.each(['nope', '', 'constructor', '__proto__', 'toString', 'hasOwnProperty', 'rename/', 'Rename'])(
    'are not found by the name "%s"',
    async (name) => {
      const site = createSite({ actions, POST: () => ({ ran: true }) })

      expect((await site.fetch(`/notes?/${name}`, formPost({}))).status).toBe(404)
      const asData = await site.fetch(`/notes?/${name}`, formPost({}, { accept: 'application/json' }))
      expect(asData.headers.get('content-type')).toBe('application/problem+json')
    },
  )

  it('stand beside POST, which answers forms without a name', async () => {
    const site = createSite({ actions, POST: () => ({ saved: true }) })

    expect((await shown(await site.fetch('/notes', formPost({})))).form).toEqual({ saved: true })
    expect((await shown(await site.fetch('/notes?page=2', formPost({})))).form).toEqual({ saved: true })
    expect((await shown(await site.fetch('/notes?/remove', formPost({})))).form).toEqual({ action: 'remove' })
  })

  it('without POST refuse a form that names none', async () => {
    const response = await createSite({ actions }).fetch('/notes?page=2', formPost({}))

    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS'])
    expect(await response.text()).toContain('has to name its action')
  })

  it('allow POST', async () => {
    const site = createSite({ actions })
    const options = await site.fetch('/notes', { method: 'OPTIONS' })
    const refused = await site.fetch('/notes?/remove', { ...formPost({}), method: 'DELETE' })

    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS, POST'])
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS, POST'])
  })

  it('never run for other methods', async () => {
    const ran: string[] = []
    const site = createSite({ actions: { remove: (ctx) => void ran.push(ctx.request.method) } })
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE']) {
      const response = await site.fetch('/notes?/remove', { method, headers: { 'sec-fetch-site': 'none' } })
      if (method === 'GET') expect(await shown(response)).toEqual({ search: '?/remove', flash: 0 })
    }

    expect(ran).toEqual([])
  })

  it('send a Response as it is, and messages along with it', async () => {
    const site = createSite({
      actions: {
        remove(ctx) {
          ctx.flash('success', 'Removed')
          return redirect('/notes')
        },
      },
    })
    const response = await site.fetch('/notes?/remove', formPost({}))

    expect([response.status, response.headers.get('location')]).toEqual([303, '/notes'])
    const next = await site.fetch('/notes', { headers: { cookie: cookiesOf(response) } })
    expect(await shown(next)).toEqual({ search: '', flash: 1 })
  })

  it('run inside the error ladder', async () => {
    const site = createSite({
      actions: {
        refuse() {
          throw new HttpError(409, 'It has changed.')
        },
        crash() {
          throw new Error('secret')
        },
      },
    })
    const refused = await site.fetch('/notes?/refuse', formPost({}))
    const crashed = await site.fetch('/notes?/crash', formPost({}))

    expect([refused.status, crashed.status]).toEqual([409, 500])
    expect(await refused.text()).toContain('It has changed.')
    expect(await crashed.text()).not.toContain('secret')
  })

  it('run after the cross-site check, the guards and the body limit', async () => {
    let runs = 0
    const counted = {
      async remove(ctx: Context) {
        await ctx.form()
        runs++
      },
    }
    const config = { bodyLimit: 10 }
    const guard = {
      default: (ctx: Context, next: () => Promise<Response>) =>
        ctx.request.headers.has('x-key') ? next() : new Response('closed', { status: 401 }),
    }
    const site = createSite({ actions: counted, config }, { '_middleware.ts': guard })
    const post = (fields: Record<string, string>, headers: Record<string, string>): Promise<Response> =>
      site.fetch('/notes?/remove', formPost(fields, headers))

    expect((await post({}, { 'x-key': '1', 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await post({}, { 'x-key': '1', 'sec-fetch-site': 'same-site' })).status).toBe(403)
    expect((await post({}, {})).status).toBe(401)
    expect((await post({ text: 'much too long' }, { 'x-key': '1' })).status).toBe(413)
    expect(runs).toBe(0)
    expect((await post({ a: 'b' }, { 'x-key': '1' })).status).toBe(200)
    expect(runs).toBe(1)
  })

  it('are only for the page: an endpoint sees the query as it is', async () => {
    const site = createLiteralSite({ 'api.ts': { POST: (ctx: Context) => [...ctx.query.keys()] } })

    expect(await site.text('/api?/remove', formPost({}))).toBe('["/remove"]')
  })

  it('leave the query of a page without actions alone', async () => {
    const site = createSite({ POST: () => ({ saved: true }) })

    expect((await shown(await site.fetch('/notes?/remove', formPost({})))).form).toEqual({ saved: true })
  })

  it('hide their names from the search schema, but not from the URL', async () => {
    const seen: unknown[] = []
    const schema = {
      '~standard': {
        version: 1 as const,
        vendor: 'test',
        validate(value: unknown) {
          seen.push(value)
          return { value }
        },
      },
    }
    const site = createSite({ actions, search: schema })
    const response = await site.fetch('/notes?/remove&page=2', formPost({}))
    await site.fetch('/notes?/remove&page=3')

    expect((await shown(response)).search).toBe('?/remove&page=2')
    expect(seen).toEqual([{ page: '2' }, { page: '3' }])
  })

  it('pass their form to the layouts and to the head', async () => {
    const site = createSite(
      { actions, head: ({ form }: { form: unknown }) => ({ title: JSON.stringify(form) }) },
      {
        '_layout.tsx': {
          default: ({ form, children }: { form: object; children: ComponentChildren }) =>
            h('main', { title: JSON.stringify(form) }, children),
        },
      },
    )
    const html = await site.text('/notes?/remove', formPost({}))

    expect(html.match(/&quot;action&quot;:&quot;remove&quot;/g)?.length).toBeGreaterThanOrEqual(2)
  })

  it.each([
    ['text', 'a string'],
    [7, 'a number'],
    [[1], 'a list'],
  ])('may not return %j', async (result, kind) => {
    const site = createSite({ actions: { remove: () => result } })
    const response = await site.fetch('/notes?/remove', formPost({}))

    expect(response.status).toBe(500)
    expect(String(site.log.find(({ level }) => level === 'error')?.fields.err)).toContain(
      `routes/notes.tsx: actions.remove returned ${kind}, to which`,
    )
  })

  it('run on cached and prerendered pages, and are never stored', async () => {
    for (const config of [{ cache: { maxAge: 60 } }, { prerender: true }]) {
      let runs = 0
      const site = createSite({ config, actions: { count: () => ({ runs: ++runs }) } })
      await site.fetch('/notes')

      expect((await shown(await site.fetch('/notes?/count', formPost({})))).form).toMatchObject({ runs: 1 })
      expect((await shown(await site.fetch('/notes?/count', formPost({})))).form).toMatchObject({ runs: 2 })
      expect((await shown(await site.fetch('/notes'))).form).toBeUndefined()
      expect((await shown(await site.fetch('/notes?/count'))).form).toBeUndefined()
    }
  })

  it.each([
    [{ actions: 'x' }, 'actions is not an object.'],
    [{ actions: {} }, 'actions is empty.'],
    [{ actions: { 'a/b': () => 1 } }, 'actions has the name "a/b". Use letters'],
    [{ actions: { remove: 7 } }, 'actions.remove is not a function. Write one'],
    [{ actions: { remove: () => 1 }, default: undefined }, 'actions are for pages only'],
  ])('are checked when the page is loaded: %j', async (module, problem) => {
    const site = createSite(module as RouteModule)

    expect((await site.fetch('/notes')).status).toBe(500)
    expect(String(site.log.find(({ level }) => level === 'error')?.fields.err)).toContain(
      `routes/notes.tsx: ${problem}`,
    )
  })
})
