// What a route may say about the cache and about prerendering.
import { describe, expect, it } from 'vitest'
import { findConfigProblem, toCacheRule } from './route-config.ts'

describe('findConfigProblem()', () => {
  it.each([
    { cache: { maxAge: 60 } },
    { cache: { maxAge: 0, swr: 600, tags: ['notes', 'all'] } },
    { cache: { maxAge: 0.5 }, stream: false, prerender: false },
    { prerender: true },
  ])('accepts %o', (config) => expect(findConfigProblem(config, true)).toBeUndefined())

  it.each<[object, string]>([
    [{ cache: true }, 'config.cache needs maxAge, a number of seconds. Write { maxAge: 60 }.'],
    [{ cache: null }, 'config.cache needs maxAge, a number of seconds. Write { maxAge: 60 }.'],
    [{ cache: { swr: 1 } }, 'config.cache needs maxAge, a number of seconds. Write { maxAge: 60 }.'],
    [{ cache: { maxAge: '1h' } }, 'config.cache needs maxAge, a number of seconds. Write { maxAge: 60 }.'],
    [{ cache: { maxAge: -1 } }, 'config.cache needs maxAge, a number of seconds. Write { maxAge: 60 }.'],
    [
      { cache: { maxAge: 1, swr: Number.NaN } },
      'config.cache has an swr that is not a number of seconds. Write { maxAge: 60, swr: 600 }.',
    ],
    [{ cache: { maxAge: 3e7, swr: 3e7 } }, 'config.cache lasts longer than a year. Write fewer seconds.'],
    [
      { cache: { maxAge: 1, tags: 'notes' } },
      "config.cache has tags that are not a list of names. Write { maxAge: 60, tags: ['notes'] }.",
    ],
    [{ cache: { maxAge: 1, tag: 'notes' } }, 'config.cache has no option tag. Use maxAge, swr and tags.'],
    [
      { cache: { maxAge: 1 }, stream: true },
      'config.cache and config.stream cannot be combined, because only complete responses can be cached. Remove one.',
    ],
    [
      { cache: { maxAge: 1 }, prerender: true },
      'config.prerender and config.cache cannot be combined, because a prerendered file is complete and does not change. Remove one.',
    ],
    [
      { stream: true, prerender: true },
      'config.prerender and config.stream cannot be combined, because a prerendered file is complete and does not change. Remove one.',
    ],
    [{ prerender: 'auto' }, 'config.prerender is neither true nor false. Write false, or leave it out.'],
  ])('refuses %o', (config, problem) => expect(findConfigProblem(config, true)).toBe(problem))
})

describe('toCacheRule()', () => {
  it('completes what is left out', () => {
    expect(toCacheRule({ maxAge: 5 })).toEqual({ maxAge: 5, swr: 0, tags: [] })
    expect(toCacheRule(undefined)).toBeUndefined()
  })
})
