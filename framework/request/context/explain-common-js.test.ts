import { describe, expect, it } from 'vitest'
import { explainCommonJs } from './explain-common-js.ts'

describe('explainCommonJs()', () => {
  it('says what to do about a file in CommonJS, and keeps the stack', () => {
    const cause = new ReferenceError('module is not defined')
    const explained = explainCommonJs(cause) as Error

    expect(explained.message).toBe(
      'module is not defined. ES modules do not have it. Write export in this file. If it belongs to a linked package in CommonJS, add the package to ssr.external in vite.config, so that Node.js loads it.',
    )
    expect([explained.name, explained.cause]).toEqual(['ReferenceError', cause])
    expect(explained.stack?.split('\n').slice(1)).toEqual(cause.stack?.split('\n').slice(1))
  })

  it.each([
    ['exports is not defined', 'Write export in this file.'],
    ['require is not defined in ES module scope, you can use import instead', 'Write import … from'],
    ['__dirname is not defined', 'Write import.meta.dirname.'],
    ['__filename is not defined', 'Write import.meta.filename.'],
  ])('explains %s', (message, remedy) => {
    expect((explainCommonJs(new ReferenceError(message)) as Error).message).toContain(remedy)
  })

  it.each([
    new ReferenceError('modules is not defined'),
    new Error('module is not defined'),
    'text',
    undefined,
  ])('returns %s unchanged', (error) => {
    expect(explainCommonJs(error)).toBe(error)
  })
})
