// Tests which plan answers a URL, what a plan that fails knows, and how often plans are created.
import { describe, expect, it } from 'vitest'
import { toManifestFiles } from '../../fixtures/literal-site.ts'
import { parsePathname } from '../../http/canonical-url.ts'
import { type PlanMatch, type PlanTableOptions, createPlanTable } from './find-plan.ts'
import type { RoutePlan } from './route-plan.ts'
import { createRouteTree } from './route-tree.ts'

const endpoint = { GET: () => 'x' }
const middleware = { default: (_: unknown, next: () => unknown) => next() }
const broken = new Error('does not load')
const extension = { folder: '', where: 'an extension', run: async () => new Response() }

/** Creates a table of plans; an `Error` stands for a module that does not load. */
function createTable(modules: Record<string, object>, options: Partial<PlanTableOptions> = {}) {
  const files = Object.entries(modules).flatMap(([path, module]) =>
    toManifestFiles(path, () => (module instanceof Error ? Promise.reject(module) : Promise.resolve(module))),
  )
  const table = createPlanTable({
    tree: createRouteTree(files, undefined),
    load: (file) => file.load(),
    outer: [],
    base: '/',
    keepPlans: true,
    ...options,
  })
  const find = (path: string): PlanMatch => table.find(parsePathname(path))
  return { table, find, plan: async (path: string): Promise<RoutePlan> => find(path).plan }
}

describe('createPlanTable()', () => {
  it('finds the plan of a route with its parameters', async () => {
    const { find } = createTable({ 'posts/[id].ts': endpoint })
    const { plan, params } = find('/posts/7')

    expect(params).toEqual({ id: '7' })
    expect(await plan).toMatchObject({
      kind: 'endpoint',
      id: '/posts/[id]',
      where: 'routes/posts/[id].ts',
      folder: 'posts',
    })
  })

  it('finds the plan of the deepest folder for a URL without a route', async () => {
    const { find } = createTable({ '[team]/_middleware.ts': middleware, '[team]/a.ts': endpoint })
    const { plan, params } = find('/red/nothing')

    expect(params).toEqual({ team: 'red' })
    expect(await plan).toMatchObject({ kind: 'missing', id: '', where: undefined, folder: '[team]' })
  })

  it('finds the plan of the root for a URL that is not below the base', async () => {
    const { find } = createTable(
      { '[team]/_middleware.ts': middleware, '[team]/a.ts': endpoint },
      { base: '/shop/' },
    )

    expect(await find('/red/a').plan).toMatchObject({ kind: 'missing', folder: '' })
    expect(find('/red/a').params).toEqual({})
    expect(await find('/shop/red/a').plan).toMatchObject({ kind: 'endpoint', folder: '[team]' })
  })

  it.each(['/a', '/nothing'])('creates the plan for %s once if plans are kept', async (path) => {
    const { find } = createTable({ 'a.ts': endpoint })
    const first = await find(path).plan

    expect(find(path).plan).toBe(first)
  })

  it.each(['/a', '/nothing'])('creates the plan for %s again if plans are not kept', async (path) => {
    const { find } = createTable({ 'a.ts': endpoint }, { keepPlans: false })
    const first = await find(path).plan
    const second = find(path).plan

    expect(second).toBeInstanceOf(Promise)
    expect(await second).not.toBe(first)
  })

  it('answers with a plan that fails if the module of a route does not load', async () => {
    const { find, plan } = createTable({ 'a/b.ts': broken })

    expect(await plan('/a/b')).toMatchObject({
      kind: 'missing',
      id: '/a/b',
      where: 'routes/a/b.ts',
      folder: 'a',
      failure: { cause: broken },
    })
    expect(find('/a/b').plan, 'another attempt').toBeInstanceOf(Promise)
  })

  it('answers with a plan that fails if the middleware of a folder does not load', async () => {
    const { plan } = createTable({ 'a/_middleware.ts': broken, 'a/b.ts': endpoint })

    expect(await plan('/a/nothing')).toMatchObject({
      kind: 'missing',
      id: '',
      where: undefined,
      folder: 'a',
      failure: { cause: broken },
      closedFolder: 'a',
    })
  })
})

describe('the closed folder of a plan that fails', () => {
  it.each<[string, Record<string, object>, Partial<PlanTableOptions>, string | undefined]>([
    ['the outermost with middleware', { 'a/_middleware.ts': middleware }, {}, 'a'],
    ['none without middleware', { '_404.tsx': {} }, {}, undefined],
    ['the root with an extension', { 'a/_middleware.ts': middleware }, { outer: [extension] }, ''],
    [
      'not one below a folder with other files only',
      { '_404.tsx': {}, 'a/_middleware.ts': middleware },
      {},
      'a',
    ],
  ])('is %s', async (_, modules, options, closedFolder) => {
    const { plan } = createTable({ ...modules, 'a/b/c.ts': broken }, options)

    expect((await plan('/a/b/c')).closedFolder).toBe(closedFolder)
  })

  it('is the root for a path that is not matched, if that has middleware', async () => {
    const { table } = createTable({ '_middleware.ts': middleware })
    const { plan, params } = table.fail(broken)

    expect(params).toEqual({})
    expect(await plan).toMatchObject({ folder: '', closedFolder: '', failure: { cause: broken } })
  })
})
