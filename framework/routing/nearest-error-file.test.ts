import { describe, expect, it } from 'vitest'
import { anyStatus, nearestErrorFile } from './nearest-error-file.ts'

const folder = (path: string, errors: Record<number, string>) => ({
  path,
  errors: new Map(Object.entries(errors).map(([status, file]) => [Number(status), file])),
})

describe('nearestErrorFile()', () => {
  const root = folder('', { 404: '_404.tsx', [anyStatus]: '_error.tsx' })
  const middle = folder('admin', { 403: 'admin/_403.tsx', [anyStatus]: 'admin/_error.tsx' })
  const inner = folder('admin/users', { 404: 'admin/users/_404.tsx' })
  const folders = [root, middle, inner]

  it.each([
    ['prefers the nearest file for the status', 404, 'admin/users/_404.tsx', 'admin/users'],
    ['finds a file for the status in an outer folder', 403, 'admin/_403.tsx', 'admin'],
    ['takes the nearest _error for any other status', 500, 'admin/_error.tsx', 'admin'],
  ])('%s', (_, status, file, path) => {
    const found = nearestErrorFile(folders, status)

    expect(found?.file).toBe(file)
    expect(found?.folder.path).toBe(path)
  })

  it('prefers a far file for the status to a near _error', () => {
    expect(nearestErrorFile([root, middle], 404)?.file).toBe('_404.tsx')
  })

  it('finds nothing where no folder answers for the status', () => {
    expect(nearestErrorFile([inner], 500)).toBeUndefined()
    expect(nearestErrorFile([], 404)).toBeUndefined()
  })
})
