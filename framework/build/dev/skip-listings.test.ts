// Tests that the watcher lists a folder only when its entries may have changed.
import { EventEmitter, once } from 'node:events'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ViteDevServer } from 'vite'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { startWatcher } from '../../fixtures/start-watcher.ts'
import { skipListings } from './skip-listings.ts'

const hour = 3_600_000

/** Moves the clock, so that the folders of a test have not changed for a while. */
function pass(time: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + time })
}

let folder: string

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'vial-watched-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  onTestFinished(() => {
    vi.useRealTimers()
  })
})

describe.skipIf(process.platform === 'win32')('skipListings()', () => {
  /** Creates a watcher that only notes what it lists. */
  function createList(isBusy = () => false): {
    list(watch?: object): void
    report(event: 'rename' | 'change'): void
    listed: string[]
  } {
    const listed: string[] = []
    const reader = {
      _handleRead(path: string, _isFirst: boolean, _watch: object): Promise<void> | undefined {
        listed.push(path)
        return isBusy() ? undefined : Promise.resolve()
      },
    }
    const watcher = Object.assign(new EventEmitter(), { _nodeFsHandler: reader })
    skipListings(watcher as unknown as ViteDevServer['watcher'])
    const first = {}
    return {
      list: (watch = first) => void reader._handleRead(folder, false, watch),
      report: (event) => void watcher.emit('raw', event, 'a.txt', { watchedPath: folder }),
      listed,
    }
  }

  it('lists a folder once as long as its entries stay the same', () => {
    const { list, listed } = createList()
    pass(hour)
    list()
    writeFileSync(join(folder, 'a.txt'), '1')
    list()
    writeFileSync(join(folder, 'a.txt'), '2')
    list()
    list()

    // At the beginning, and for the new file.
    expect(listed).toHaveLength(2)
  })

  it('lists a folder each time while another change could have the same time', () => {
    const { list, listed } = createList()
    list()
    list()

    expect(listed).toHaveLength(2)
  })

  it('lists again if the folder was being listed', () => {
    let isBusy = true
    const { list, listed } = createList(() => isBusy)
    pass(hour)
    list()
    isBusy = false
    list()
    list()

    expect(listed).toHaveLength(2)
  })

  it('lists a folder when the system reports another entry, even if its time seems to be the same', () => {
    const { list, report, listed } = createList()
    pass(hour)
    list()
    list()
    report('change')
    report('rename')
    expect(listed).toHaveLength(1)

    list()
    report('rename')
    expect(listed).toHaveLength(2)
  })

  it('lists a folder for each watch, and when it is gone', () => {
    const { list, listed } = createList()
    pass(hour)
    list()
    list({})
    rmSync(folder, { recursive: true })
    list()
    list()

    expect(listed).toHaveLength(4)
  })
})

describe.skipIf(process.platform === 'win32')("Vite's watcher", () => {
  interface Internals {
    readonly _nodeFsHandler: { _handleRead(path: string, ...rest: unknown[]): unknown }
  }

  it('does not list a folder after edits, and finds new and removed files, also in new folders', async () => {
    const { watcher, pages } = await startWatcher(folder, ['a.txt', 'b.txt', 'c.txt'])
    const internals = watcher as unknown as Internals
    const listed: string[] = []
    const { _nodeFsHandler: reader } = internals
    const list = reader._handleRead
    reader._handleRead = (path, ...rest) => {
      if (path === pages) listed.push(path)
      return list.call(reader, path, ...rest)
    }
    skipListings(watcher)
    pass(hour)
    const edit = async (name: string): Promise<void> => {
      const changed = once(watcher, 'change')
      writeFileSync(join(pages, name), '2')
      expect(await changed).toContain(join(pages, name))
    }

    await edit('a.txt')
    await edit('b.txt')
    await edit('c.txt')

    expect(listed).toEqual([pages])

    const added = once(watcher, 'add')
    writeFileSync(join(pages, 'd.txt'), '1')
    expect(await added).toContain(join(pages, 'd.txt'))
    pass(hour)
    await edit('d.txt')
    const removed = once(watcher, 'unlink')
    rmSync(join(pages, 'a.txt'))
    expect(await removed).toContain(join(pages, 'a.txt'))
    pass(hour)
    const inside = once(watcher, 'add')
    mkdirSync(join(pages, 'new'))
    writeFileSync(join(pages, 'new/e.txt'), '1')
    expect(await inside).toContain(join(pages, 'new/e.txt'))
  })
})
