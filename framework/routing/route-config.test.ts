// What a route may say about the cache and about prerendering.
import { describe, expect, it } from 'vitest'
import { findConfigProblem, toCacheRule, toStreamDeadline } from './route-config.ts'

describe('findConfigProblem()', () => {
  it.each([
    { cache: { maxAge: 60 } },
    { cache: { maxAge: 0, swr: 600, tags: ['notes', 'all'] } },
    { cache: { maxAge: 5, shared: true } },
    { cache: { maxAge: 0.5 }, stream: false, prerender: false },
    { prerender: true },
    {},
    { bodyLimit: '64kb', session: false, layout: true },
    { trailingSlash: 'never' },
    { trailingSlash: 'always' },
    { trailingSlash: 'ignore' },
    { csrf: true },
    { headers: { 'x-a': 'b' } },
    { stream: true },
    { stream: { deadline: 0.5 } },
    { stream: { deadline: 86_400 } },
    { cache: { maxAge: 31_536_000 } },
    { cache: { maxAge: 31_535_999, swr: 1 } },
  ])('accepts %o', (config) => expect(findConfigProblem(config, true)).toBeUndefined())

  it.each<[object, string]>([
    [{ cache: true }, 'config.cache needs maxAge, a number of seconds. Write { maxAge: 60 }.'],
    [{ cache: null }, 'config.cache needs maxAge, a number of seconds. Write { maxAge: 60 }.'],
    [{ cache: { swr: 1 } }, 'config.cache needs maxAge, a number of seconds. Write { maxAge: 60 }.'],
    [{ cache: { maxAge: '60' } }, 'config.cache needs maxAge, a number of seconds. Write { maxAge: 60 }.'],
    [{ cache: { maxAge: '1h' } }, 'config.cache needs maxAge, a number of seconds. Write { maxAge: 60 }.'],
    [{ cache: { maxAge: -1 } }, 'config.cache needs maxAge, a number of seconds. Write { maxAge: 60 }.'],
    [
      { cache: { maxAge: 1, swr: Number.NaN } },
      'config.cache has an swr that is not a number of seconds. Write { maxAge: 60, swr: 600 }.',
    ],
    [{ cache: 'no' }, 'config.cache needs maxAge, a number of seconds. Write { maxAge: 60 }.'],
    [
      { cache: { maxAge: 31_536_001 } },
      'config.cache needs maxAge, a number of seconds. Write { maxAge: 60 }.',
    ],
    [
      { cache: { maxAge: 31_536_000, swr: 1 } },
      'config.cache lasts longer than a year. Write fewer seconds.',
    ],
    [
      { cache: { maxAge: 1, tags: ['a', ''] } },
      "config.cache has tags that are not a list of names. Write { maxAge: 60, tags: ['notes'] }.",
    ],
    [
      { cache: { maxAge: 1, tags: ['a', 7] } },
      "config.cache has tags that are not a list of names. Write { maxAge: 60, tags: ['notes'] }.",
    ],
    [
      { cache: { maxAge: 1, shared: 'yes' } },
      'config.cache has a shared that is neither true nor false. Write shared: true.',
    ],
    [
      { bodyLimit: 'much' },
      'config.bodyLimit is not a valid size. Write a number of bytes, or text such as 64kb or 10mb.',
    ],
    [{ session: 'no' }, 'config.session is neither true nor false. Write false, or leave it out.'],
    [{ layout: 0 }, 'config.layout is neither true nor false. Write false, or leave it out.'],
    [{ csrf: 1 }, 'config.csrf is neither true nor false. Write false, or leave it out.'],
    [
      { csrf: false },
      'config.csrf is for endpoints only. Move the handler to a file without a default export.',
    ],
    [{ trailingSlash: true }, 'config.trailingSlash is unknown. Use never, always or ignore.'],
    [{ trailingSlash: '' }, 'config.trailingSlash is unknown. Use never, always or ignore.'],
    [{ headers: 'x-a: b' }, 'config.headers is not a record. Write names and values.'],
    [{ headers: null }, 'config.headers is not a record. Write names and values.'],
    [{ headers: { a: 'b', c: 5 } }, 'config.headers has a value that is not text. Put it in quotes.'],
    [
      { headers: { 'a b': 'c' } },
      'config.headers "a b" is not a valid header name. Use letters, digits and hyphens.',
    ],
    ...[
      null,
      'yes',
      5,
      {},
      { deadline: 0 },
      { deadline: -1 },
      { deadline: '5' },
      { deadline: 86_401 },
      { deadline: 5, more: 1 },
    ].map((stream): [object, string] => [
      { stream },
      'config.stream is neither true nor a deadline. Write true, or { deadline: 5 } for 5 seconds.',
    ]),
    [
      { constructor: true },
      'config.constructor is unknown. Use one of bodyLimit, session, prerender, layout, trailingSlash, csrf, headers, stream, cache.',
    ],
    [{ cache: { maxAge: 3e7, swr: 3e7 } }, 'config.cache lasts longer than a year. Write fewer seconds.'],
    [
      { cache: { maxAge: 1, tags: 'notes' } },
      "config.cache has tags that are not a list of names. Write { maxAge: 60, tags: ['notes'] }.",
    ],
    [
      { cache: { maxAge: 1, tag: 'notes' } },
      'config.cache has no option tag. Use maxAge, swr, tags and shared.',
    ],
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

describe('findConfigProblem() of an endpoint', () => {
  it('accepts settings that pages do not have', () => {
    expect(findConfigProblem({ csrf: false, stream: false }, false)).toBeUndefined()
    expect(findConfigProblem({ csrf: true }, false)).toBeUndefined()
  })

  it('refuses to stream', () => {
    for (const stream of [true, { deadline: 5 }]) {
      expect(findConfigProblem({ stream }, false)).toBe(
        'config.stream is for pages only. Return a Response with a stream as its body instead.',
      )
    }
  })
})

describe('toStreamDeadline()', () => {
  it.each([
    [undefined, undefined],
    [false, undefined],
    [true, 10_000],
    [{ deadline: 2.5 }, 2500],
  ])('turns %o into %o', (stream, deadline) => {
    expect(toStreamDeadline(stream)).toBe(deadline)
  })
})

describe('toCacheRule()', () => {
  it('completes what is left out', () => {
    expect(toCacheRule({ maxAge: 5 })).toEqual({ maxAge: 5, swr: 0, tags: [], shared: false })
    expect(toCacheRule(undefined)).toBeUndefined()
  })
})
