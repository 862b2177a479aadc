import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readBuildFile } from './read-build-file.ts'
import { isUserError } from './user-error.ts'

describe('readBuildFile()', () => {
  it('reads a file beside the entry', async () => {
    const { folder, entry } = await makeBuild()
    await writeFile(join(folder, 'styles.json'), '{"folder":"assets/"}')

    expect(readBuildFile('styles.json', entry)).toEqual({ folder: 'assets/' })
  })

  it('says that the build has not finished if there is none', async () => {
    const { entry } = await makeBuild()
    const error = catchError(() => readBuildFile('styles.json', entry))

    expect(isUserError(error)).toBe(true)
    expect((error as Error).message).toBe(
      'dist/server/styles.json is missing, so the last build has not finished. Run vite build, and correct what it reports.',
    )
  })

  it.each(['{', ''])('says which file is damaged if it has the content "%s"', async (content) => {
    const { folder, entry } = await makeBuild()
    await writeFile(join(folder, 'styles.json'), content)
    const error = catchError(() => readBuildFile('styles.json', entry))

    expect(isUserError(error)).toBe(true)
    expect((error as Error).message).toMatch(
      /^dist\/server\/styles\.json is damaged \(.+JSON.+\)\. Run vite build again, or copy the whole folder dist\/ again\.$/,
    )
  })
})

async function makeBuild(): Promise<{ folder: string; entry: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'vial-build-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return { folder, entry: pathToFileURL(join(folder, 'index.js')).href }
}

function catchError(call: () => unknown): unknown {
  try {
    call()
  } catch (error) {
    return error
  }
  return undefined
}
