// Where a visitor may be sent after logging in.
import { describe, expect, it } from 'vitest'
import { toNextPath } from './next-path.ts'

describe('toNextPath()', () => {
  it('keeps a page of the notes with its query', () => {
    expect(toNextPath('/notes')).toBe('/notes')
    expect(toNextPath('/notes/7/delete')).toBe('/notes/7/delete')
    expect(toNextPath('/notes?q=a%20b')).toBe('/notes?q=a%20b')
  })

  it('falls back to the list', () => {
    expect(toNextPath(undefined)).toBe('/notes')
    expect(toNextPath('')).toBe('/notes')
  })

  it.each([
    '//evil.example/notes',
    'https://evil.example/notes',
    '/\\evil.example/notes',
    '/\t/evil.example/notes',
    'javascript:alert(1)',
    '/docs',
    '/notesx',
    '/notes/../docs',
    '/notes/%2e%2e/docs',
    '/notes\\..\\docs',
  ])('refuses %j', (next) => {
    expect(toNextPath(next)).toBe('/notes')
  })
})
