// Tests that no page makes a visitor wait for ever.
import { h } from 'preact'
import { describe, expect, it } from 'vitest'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import { createPersonal } from '../../render/personal-part.ts'

const server = { '_server.ts': { default: { renderTimeout: 0.05 } } }
const never = (): Promise<never> => new Promise(() => {})
const Never = (async () => never()) as never
const page = { default: () => h('p', null, 'page') }
const layout = { default: ({ children }: { children: never }) => h('main', null, children) }

describe('a page that is not ready in time', () => {
  it.each<[string, Record<string, object>, string]>([
    ['its loader', { 'a.tsx': { ...page, loader: never } }, 'routes/a.tsx: the loader'],
    [
      'the loader of its layout',
      { '_layout.tsx': { ...layout, loader: never }, 'a.tsx': { ...page, loader: async () => 1 } },
      'routes/_layout.tsx: the loader',
    ],
    [
      'a component',
      { 'a.tsx': { default: () => h('p', null, h(Never, null)) } },
      'routes/a.tsx: a component of the page',
    ],
    ['its head', { 'a.tsx': { ...page, head: never } }, 'routes/a.tsx: a component of the page'],
    [
      'a page after its action',
      { 'a.tsx': { ...page, loader: never, POST: () => ({ saved: true }) } },
      'routes/a.tsx: the loader',
    ],
  ])('is 503, which names what took so long: %s', async (_, modules, what) => {
    const site = createLiteralSite({ ...server, ...modules })
    const response = await site.fetch('/a', {
      method: 'a.tsx' in modules && 'POST' in modules['a.tsx']! ? 'POST' : 'GET',
    })

    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '10'])
    expect(await response.text()).toContain('This page took too long.')
    expect(site.log).toHaveLength(1)
    expect(String((site.log[0]!.fields.err as Error).cause)).toBe(
      `Error: ${what} took longer than 0.05 s. Make it faster, or increase renderTimeout in routes/_server.`,
    )
  })

  it('is 503 even if the error page does not become ready either', async () => {
    const site = createLiteralSite({
      ...server,
      'a.tsx': { ...page, loader: never },
      '_error.tsx': { default: Never },
    })
    const response = await site.fetch('/a')
    expect([response.status, await response.text()]).toEqual([503, expect.stringContaining('503')])
  })

  it('shows the fallback of a personal part', async () => {
    const Part = createPersonal(
      { default: () => h('b', null, 'part'), loader: never } as never,
      'routes/_part.personal.tsx',
    )
    const site = createLiteralSite({
      ...server,
      'a.tsx': {
        config: { cache: { maxAge: 60 } },
        default: () => h('p', null, h(Part, { fallback: h('i', null, 'later') } as never)),
      },
    })
    expect(await site.text('/a')).toContain('<i>later</i>')
    expect(site.log.map(({ message }) => message)).toEqual([
      expect.stringContaining('routes/_part.personal.tsx: a personal part took longer'),
    ])
  })

  it('may be a streamed page whose deadline is longer, and an endpoint may take any time', async () => {
    const late = (): Promise<unknown> => new Promise((resolve) => setTimeout(() => resolve('late'), 200))
    const site = createLiteralSite({
      ...server,
      'a.tsx': { ...page, loader: late, config: { stream: { deadline: 60 } } },
      'b.ts': { GET: late },
      'c.tsx': { ...page, POST: async () => void (await late()) },
    })
    const statuses = await Promise.all([
      site.fetch('/a'),
      site.fetch('/b'),
      site.fetch('/c', { method: 'POST' }),
    ])
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 200])
  })

  it('has a limit of 10 seconds, or none with renderTimeout: 0', async () => {
    const settingOf = async (renderTimeout?: unknown): Promise<number> => {
      const { handler } = createLiteralSite({ '_server.ts': { default: { renderTimeout } } })
      return (await handler.open()).settings.renderTimeout
    }
    expect([await settingOf(), await settingOf(0), await settingOf(2.5)]).toEqual([10_000, 0, 2500])
    await expect(settingOf('10s')).rejects.toThrow(/^routes\/_server: renderTimeout is "10s"\. Set /)
  })
})

describe('a URL', () => {
  it('may have 8,192 characters, and is 414 above that', async () => {
    const site = createLiteralSite({ '[...path].ts': { GET: () => 'ok' } })
    const statusOf = async (path: string): Promise<number> => (await site.fetch(path)).status
    expect(await statusOf(`/${'a'.repeat(8191)}`)).toBe(200)
    expect(await statusOf(`/${'a'.repeat(8192)}`)).toBe(414)
    expect(await statusOf(`/a?${'b'.repeat(8192)}`)).toBe(414)
  })
})
