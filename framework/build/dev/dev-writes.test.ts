// Writes the way editors do: first an empty file, then the text, and sometimes another text.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createWriteTracker } from './dev-writes.ts'

describe('createWriteTracker()', () => {
  it('waits for the text of a file that was emptied', async () => {
    const { file, change } = open()
    writeFileSync(file, '')
    const isNews = change('update')
    writeFileSync(file, 'text')

    expect(await isNews).toBe(true)
    expect(await change('update')).toBe(false)
  })

  it('announces a file that stays empty', async () => {
    const { file, change } = open()
    writeFileSync(file, '')

    expect(await change('update')).toBe(true)
  })

  it('announces a new file as new, even if its text is reported in the meantime', async () => {
    const { file, change } = open()
    writeFileSync(file, '')
    const creation = change('create')
    writeFileSync(file, 'text')
    const update = change('update')

    expect(await Promise.all([creation, update])).toEqual([true, false])
  })

  it('announces each write', async () => {
    const { file, change } = open()
    writeFileSync(file, 'one')
    expect(await change('update')).toBe(true)
    writeFileSync(file, 'two')
    expect(await change('update')).toBe(true)
  })

  it('announces a file that is removed, and one that is restored', async () => {
    const { file, change } = open()
    writeFileSync(file, 'text')
    expect(await change('create')).toBe(true)
    rmSync(file)
    expect(await change('delete')).toBe(true)
    writeFileSync(file, 'text')
    expect(await change('create')).toBe(true)
  })

  it('reports a write that the watcher has dropped', async () => {
    const { file, change, next } = open()
    writeFileSync(file, 'one')
    await change('update')
    const dropped = next()
    writeFileSync(file, 'two, after a formatter')

    expect(await dropped).toBe(file)
    expect(await change('update')).toBe(true)
  })

  it('reports a removal that the watcher has dropped, and announces it once', async () => {
    const { file, change, next } = open()
    writeFileSync(file, 'text')
    await change('create')
    const dropped = next()
    rmSync(file)

    expect(await dropped).toBe(file)
    expect(await change('delete')).toBe(true)
    // The watcher may notice after all.
    expect(await change('delete')).toBe(false)
  })
})

function open(): {
  file: string
  change: (type: 'create' | 'update' | 'delete') => Promise<boolean>
  /** Resolves with the file of the next change that the tracker itself reports. */
  next: () => Promise<string>
} {
  const folder = mkdtempSync(join(tmpdir(), 'vial-writes-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'file.ts')
  const waiting: ((file: string) => void)[] = []
  const watcher = {
    emit: (_: 'change' | 'unlink', path: string) => waiting.splice(0).map((tell) => tell(path)).length > 0,
  }
  const isNews = createWriteTracker()
  return {
    file,
    change: (type) => isNews({ file, type, server: { watcher } }),
    next: () => new Promise((resolve) => waiting.push(resolve)),
  }
}
