// The paths that a visitor may return to after login.
import { describe, expect, it } from 'vitest'
import { returnPath } from './return-path.ts'

const returnFrom = (next: string): string => returnPath({ query: new URLSearchParams({ next }) }, '/notes')

describe('returnPath()', () => {
  it('returns the requested page with its query', () => {
    expect(returnFrom('/notes/7/delete')).toBe('/notes/7/delete')
    expect(returnFrom('/notes?q=a%20b#top')).toBe('/notes?q=a%20b#top')
  })

  it('returns the fallback if no page was requested', () => {
    expect(returnPath({ query: new URLSearchParams() })).toBe('/')
    expect(returnFrom('')).toBe('/notes')
  })

  it.each([
    '//evil.example/notes',
    'https://evil.example/notes',
    '/\\evil.example/notes',
    '/\t/evil.example/notes',
    '/.//evil.example',
    '\n/notes',
    ' /notes',
    'notes',
    'javascript:alert(1)',
    '?next=/',
    './notes',
  ])('refuses %j', (next) => {
    expect(returnFrom(next)).toBe('/notes')
  })
})
