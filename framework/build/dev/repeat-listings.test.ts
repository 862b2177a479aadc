// Tests that the watcher lists a folder again that has changed while it was being listed.
import { EventEmitter } from 'node:events'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { startWatcher } from '../../fixtures/start-watcher.ts'
import { waitUntil } from '../../fixtures/temporary-site.ts'
import { type FolderReader, type Watcher, findFolderReader } from './folder-reader.ts'
import { repeatListings } from './repeat-listings.ts'

describe('repeatListings()', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    onTestFinished(() => {
      vi.useRealTimers()
    })
  })

  /** Creates a watcher that only notes what it lists, and refuses while it is busy. */
  function createList(): {
    reader: FolderReader
    watcher: { closed: boolean }
    listed: string[]
    state: { isBusy: boolean }
  } {
    const state = { isBusy: false }
    const listed: string[] = []
    const reader: FolderReader = {
      _handleRead(folder) {
        if (state.isBusy) return undefined
        listed.push(folder)
        return Promise.resolve()
      },
    }
    const watcher = Object.assign(new EventEmitter(), { _nodeFsHandler: reader, closed: false })
    repeatListings(watcher as unknown as Watcher)
    return { reader, watcher, listed, state }
  }

  it('lists a folder once more after any number of refusals, as soon as it may', () => {
    const { reader, listed, state } = createList()
    const watch = {}
    state.isBusy = true
    for (let count = 0; count < 3; count++) expect(reader._handleRead('/a', false, watch)).toBeUndefined()
    vi.advanceTimersByTime(5000)
    expect(listed).toEqual([])
    state.isBusy = false
    vi.advanceTimersByTime(5000)

    expect(listed).toEqual(['/a'])
  })

  it('lists a folder again for each watch that was refused', () => {
    const { reader, listed, state } = createList()
    state.isBusy = true
    reader._handleRead('/a', false, {})
    reader._handleRead('/a', false, {})
    state.isBusy = false
    vi.advanceTimersByTime(5000)

    expect(listed).toEqual(['/a', '/a'])
  })

  it('lists a folder once more after the first listing, unless it has been the same for long', async () => {
    const folder = createFolder()
    const { reader, listed } = createList()
    const list = async (watch: object): Promise<void> => {
      await reader._handleRead(folder, true, watch)
      await vi.advanceTimersByTimeAsync(5000)
    }
    const watch = {}
    await list(watch)
    expect(listed).toEqual([folder, folder])
    await list(watch)
    expect(listed).toEqual([folder, folder, folder])
    vi.setSystemTime(Date.now() + 60_000)
    await list({})
    expect(listed).toEqual([folder, folder, folder, folder])
  })

  it('lists nothing once the watcher is closed', () => {
    const { reader, watcher, listed, state } = createList()
    state.isBusy = true
    reader._handleRead('/a', false, {})
    state.isBusy = false
    watcher.closed = true
    vi.advanceTimersByTime(5000)

    expect(listed).toEqual([])
  })
})

describe("Vite's watcher", () => {
  it('finds a file that is added during a listing whose refusals it forgets', async () => {
    const { watcher, pages } = await startWatcher(createFolder(), ['a.txt'])
    const throttle = vi.spyOn(watcher as unknown as { _throttle(...action: unknown[]): unknown }, '_throttle')
    // What the watcher says as long as a listing runs.
    let isListing = true
    const { _throttle: original } = Object.getPrototypeOf(watcher) as {
      _throttle(...action: unknown[]): unknown
    }
    const refusals: unknown[] = []
    throttle.mockImplementation((...action) => {
      if (action[0] !== 'readdir' || action[1] !== pages || !isListing) return original.apply(watcher, action)
      refusals.push(action)
      return false
    })
    repeatListings(watcher)
    expect(findFolderReader(watcher)).toBeDefined()
    const added: string[] = []
    watcher.on('add', (path) => added.push(path))

    writeFileSync(join(pages, 'b.txt'), '1')
    await waitUntil(async () => expect(refusals.length).toBeGreaterThan(0))
    expect(added).toEqual([])
    isListing = false
    await waitUntil(async () => expect(added).toEqual([join(pages, 'b.txt')]))
  })

  it('finds a file that is added to a new folder before it listens there', async () => {
    const { watcher, pages } = await startWatcher(createFolder(), ['a.txt'])
    const added: string[] = []
    watcher.on('add', (path) => added.push(path))
    const folder = join(pages, 'new')
    const reader = findFolderReader(watcher) as FolderReader & {
      _watchWithNodeFs(...options: unknown[]): unknown
    }
    const listen = reader._watchWithNodeFs
    reader._watchWithNodeFs = (path, ...rest) => {
      if (path === folder) writeFileSync(join(folder, 'late.txt'), '1')
      return listen.call(reader, path, ...rest)
    }
    repeatListings(watcher)

    mkdirSync(folder)
    await waitUntil(async () => expect(added).toEqual([join(folder, 'late.txt')]))
  })
})

function createFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'vial-watched-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
