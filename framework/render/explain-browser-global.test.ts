import { describe, expect, it } from 'vitest'
import { explainBrowserGlobal } from './explain-browser-global.ts'

describe('explainBrowserGlobal()', () => {
  it.each(['window', 'document', 'localStorage'])('explains that %s is not defined', (name) => {
    const cause = new ReferenceError(`${name} is not defined`)
    const explained = explainBrowserGlobal(cause) as Error

    expect(explained.message).toBe(
      `${name} is not defined. It exists in browsers only, but this code runs on the server. Move it to an *.island.tsx file, and use it there in an effect or an event handler.`,
    )
    expect(explained.cause).toBe(cause)
    expect(explained.stack?.split('\n').slice(1)).toEqual(cause.stack?.split('\n').slice(1))
  })

  it('does not send an island into an island', () => {
    const cause = new ReferenceError('window is not defined')
    cause.stack = `${cause}\n    at Clock (/site/routes/_clock.island.tsx:3:5)\n    at render (/site/node_modules/x.js:1:1)`

    expect((explainBrowserGlobal(cause) as Error).message).toBe(
      'window is not defined. It exists in browsers only, but this code runs on the server. Islands are rendered on the server first. Use it in an effect or an event handler, or render the island with hydrate="only".',
    )
  })

  it.each([
    new ReferenceError('windows is not defined'),
    new Error('window is not defined'),
    new TypeError('a'),
    'window is not defined',
    undefined,
  ])('returns %s unchanged', (error) => expect(explainBrowserGlobal(error)).toBe(error))
})
