import { describe, expect, it } from 'vitest'
import { findMeantExport } from './meant-export.ts'

const known = ['default', 'GET', 'POST', 'PATCH', 'loader', 'head', 'paths', 'config', 'socket', 'middleware']

describe('findMeantExport()', () => {
  it.each([
    ['laoder', 'loader'],
    ['loder', 'loader'],
    ['loadr', 'loader'],
    ['Loader', 'loader'],
    ['post', 'POST'],
    ['Get', 'GET'],
    ['PSOT', 'POST'],
    ['GETT', 'GET'],
    ['pathes', 'paths'],
    ['haed', 'head'],
    ['pahts', 'paths'],
    ['confg', 'config'],
    ['midleware', 'middleware'],
  ])('takes %s for %s', (name, meant) => {
    expect(findMeantExport(name, known)).toBe(meant)
  })

  it.each([
    'path',
    'header',
    'load1',
    'loader2',
    'loaders',
    'leader',
    'reader',
    'posts',
    'pots',
    'gets',
    'heads',
    'read',
    'sockets',
    'configs',
    'rocket',
    'batch',
    'patches',
  ])('lets %s be', (name) => {
    expect(findMeantExport(name, known)).toBeUndefined()
  })
})
