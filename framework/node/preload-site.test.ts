// Tests that everything is loaded before the server listens.
import { describe, expect, it } from 'vitest'
import { createLiteralSite, toManifestFiles } from '../fixtures/literal-site.ts'
import { preloadSite } from './preload-site.ts'
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

describe('preloadSite()', () => {
  it('loads every file once, so that requests load none', async () => {
    const page = async (): Promise<object> => ({ default: () => null })
    const paths = ['index.tsx', 'a/_layout.tsx', 'a/_404.tsx', '_error.tsx', 'a/b.tsx']
    const { running, loaded, text } = await open(Object.fromEntries(paths.map((path) => [path, page])))

    expect(await preloadSite(running)).toEqual({ hasSockets: false })
    expect(loaded.sort()).toEqual(paths.sort())
    await text('/a/b')
    await text('/a/nope')
    expect(loaded).toHaveLength(paths.length)
  })

  it('tells whether a route has sockets', async () => {
    const { running } = await open({
      'index.ts': async () => ({ GET: () => '' }),
      'chat.ts': async () => ({ socket: {} }),
    })
    expect(await preloadSite(running)).toEqual({ hasSockets: true })
  })

  it('logs a module that fails, and answers the other routes', async () => {
    const { running, log, text } = await open({
      'broken.ts': async () => Promise.reject(new Error('top-level mistake')),
      'index.ts': async () => ({ GET: () => 'home' }),
    })
    await preloadSite(running)

    expect(log).toMatchObject([
      { level: 'error', message: 'routes/broken.ts does not load. Its requests fail.' },
    ])
    expect(await text('/')).toBe('home')
  })

  it.each(['EMFILE', 'ENFILE'])('fails when the process may open no more files (%s)', async (code) => {
    const failure = Object.assign(new Error(`${code}: too many open files, open 'x.js'`), { code })
    const { running } = await open({ 'index.ts': () => Promise.reject(failure) })
    const error: unknown = await preloadSite(running).catch((reason: unknown) => reason)

    expect(isUserError(error)).toBe(true)
    expect((error as Error).message).toBe(
      `The process may not open more files (${code}: too many open files, open 'x.js'). Raise its limit: LimitNOFILE in systemd, or ulimit -n.`,
    )
  })
})
