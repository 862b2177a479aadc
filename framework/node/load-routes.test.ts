// Tests that all routes load while the site already answers.
import { describe, expect, it } from 'vitest'
import { createLiteralSite, toManifestFiles } from '../fixtures/literal-site.ts'
import { loadRoutes } from './load-routes.ts'
import { isUserError } from './user-error.ts'

/** Opens a site whose files load as told, and lists those that have loaded. */
async function open(loads: Record<string, () => Promise<object>>) {
  const loaded: string[] = []
  const files = Object.entries(loads).flatMap(([path, load]) =>
    toManifestFiles(path, async () => {
      const module = await load()
      loaded.push(path)
      return module
    }),
  )
  const site = createLiteralSite({}, { files })
  return { ...site, loaded, running: await site.handler.open() }
}

describe('loadRoutes()', () => {
  it('loads every file once, so that requests load none', async () => {
    const page = async (): Promise<object> => ({ default: () => null })
    const paths = ['index.tsx', 'a/_layout.tsx', 'a/_404.tsx', '_error.tsx', 'a/b.tsx']
    const { running, loaded, text } = await open(Object.fromEntries(paths.map((path) => [path, page])))

    expect(await loadRoutes(running)).toEqual({ hasSockets: false })
    expect(loaded.sort()).toEqual(paths.sort())
    await text('/a/b')
    await text('/a/nope')
    expect(loaded).toHaveLength(paths.length)
  })

  it('lets requests be answered meanwhile', async () => {
    let finish: () => void = () => {}
    const slow = new Promise<void>((resolve) => {
      finish = resolve
    })
    const { running, text, loaded } = await open({
      'slow.ts': () => slow.then(() => ({ GET: () => 'slow' })),
      'fast.ts': async () => ({ GET: () => 'fast' }),
    })
    const loading = loadRoutes(running)

    expect(await text('/fast')).toBe('fast')
    const slowly = text('/slow')
    finish()
    await loading
    expect(await slowly).toBe('slow')
    expect(loaded.sort()).toEqual(['fast.ts', 'slow.ts'])
  })

  it('loads no more once the server stops', async () => {
    let isStopping = false
    const load = async (): Promise<object> => {
      isStopping = true
      return { GET: () => '' }
    }
    const { running, loaded } = await open({ 'a.ts': load, 'b.ts': load })
    await loadRoutes(running, () => isStopping)
    expect(loaded).toHaveLength(1)
  })

  it('tells whether a route has sockets', async () => {
    const { running } = await open({
      'index.ts': async () => ({ GET: () => '' }),
      'chat.ts': async () => ({ socket: {} }),
    })
    expect(await loadRoutes(running)).toEqual({ hasSockets: true })
  })

  it('logs a module that fails, and answers the other routes', async () => {
    const { running, log, text } = await open({
      'broken.ts': async () => Promise.reject(new Error('top-level mistake')),
      'index.ts': async () => ({ GET: () => 'home' }),
    })
    await loadRoutes(running)

    expect(log).toMatchObject([
      { level: 'error', message: 'routes/broken.ts does not load. Its requests fail.' },
    ])
    expect(await text('/')).toBe('home')
  })

  it.each(['EMFILE', 'ENFILE'])('fails when the process may open no more files (%s)', async (code) => {
    const failure = Object.assign(new Error(`${code}: too many open files, open 'x.js'`), { code })
    const { running } = await open({ 'index.ts': () => Promise.reject(failure) })
    const error: unknown = await loadRoutes(running).catch((reason: unknown) => reason)

    expect(isUserError(error)).toBe(true)
    expect((error as Error).message).toBe(
      `The process may not open more files (${code}: too many open files, open 'x.js'). Raise its limit: LimitNOFILE in systemd, or ulimit -n.`,
    )
  })
})
