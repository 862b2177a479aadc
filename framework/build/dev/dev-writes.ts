// Waits until a changed file is completely written, and detects changes that the watcher has dropped.
import { statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { HotUpdateOptions } from 'vite'

type FileChange = Pick<HotUpdateOptions, 'file' | 'type'> & {
  readonly server: { readonly watcher: { emit(event: 'change' | 'unlink', file: string): boolean } }
}

/**
 * Creates the function that waits for the end of a write.
 *
 * Most programs empty a file before they write its text, and the watcher may report both. On a busy machine the two are
 * far enough apart for Vite to treat them as two edits.
 *
 * @returns A function that takes a change and resolves with whether to announce it: `false` if this version of the file
 *   has already been announced
 */
export function createWriteTracker(): (change: FileChange) => Promise<boolean> {
  const announced = new Map<string, string>()
  const turns = new Map<string, Promise<boolean>>()
  return async (change) => {
    const { file } = change
    // One after the other: the text of a new file must not overtake its creation.
    const turn = (turns.get(file) ?? Promise.resolve(false)).then(() => settle(change))
    turns.set(file, turn)
    const isNewVersion = await turn
    if (turns.get(file) === turn) turns.delete(file)
    return isNewVersion
  }

  async function settle({ file, type, server }: FileChange): Promise<boolean> {
    const version = await waitForEnd(file)
    if (type !== 'create' && version === announced.get(file)) return false
    announced.set(file, version)
    // The watcher reports one change per file in 50 ms and drops the rest, such as a formatter's write after an editor's,
    // or the move of a file that was just created.
    setTimeout(() => {
      const current = readState(file)?.version ?? ''
      if (current === version || announced.get(file) !== version) return
      server.watcher.emit(current === '' ? 'unlink' : 'change', file)
    }, 75)
    return true
  }
}

// The kernel gives all writes in one tick the same time; after this many milliseconds, the next write has a different one.
const tick = 10
// How long a program may take between emptying a file and writing to it (ms).
const maxEmpty = 300
const maxRounds = 100

/** Resolves with a text that identifies this version of the file; with an empty one if the file is gone. */
async function waitForEnd(file: string): Promise<string> {
  // The number of rounds is limited: some files are written to all the time.
  for (let round = 0; ; round++) {
    const state = readState(file)
    if (!state) return ''
    const isEnded = state.age >= (state.isEmpty ? maxEmpty : tick)
    // A time in the future was set by a program or another machine, and tells nothing about the write.
    if (isEnded || state.age < 0 || round === maxRounds) return state.version
    await sleep(tick)
  }
}

function readState(file: string): { version: string; age: number; isEmpty: boolean } | undefined {
  const stats = statSync(file, { throwIfNoEntry: false })
  if (!stats) return undefined
  const { mtimeMs, size, ino } = stats
  return { version: `${mtimeMs} ${size} ${ino}`, age: Date.now() - mtimeMs, isEmpty: size === 0 }
}
