import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readExports } from './read-exports.ts'

const packageFile = join(import.meta.dirname, '../../../framework/package.json')
const entryPoints = Object.keys(JSON.parse(readFileSync(packageFile, 'utf8')).exports).map((path) =>
  path === '.' ? 'index' : path.slice(2),
)

describe.each(entryPoints)('the entry point %s', (entry) => {
  it('has a docstring for each export', () => {
    const silent = readExports(entry).filter(({ doc }) => doc.description === '')
    expect(silent.map(({ name }) => name)).toEqual([])
  })

  it('has a page in the reference', () => {
    const name = entry === 'index' ? 'vial' : entry
    expect(existsSync(join(import.meta.dirname, `../reference/${name}.mdx`))).toBe(true)
  })
})

describe('readExports()', () => {
  const exports = readExports('index')
  const find = (name: string) => exports.find((one) => one.name === name)

  it('reads a function without its body, with parameters, result and errors', () => {
    expect(find('redirect')).toEqual({
      name: 'redirect',
      kind: 'function',
      signature: 'function redirect(path: string, options?: RedirectStatus | RedirectOptions): Response',
      doc: {
        description: 'Sends the visitor to another page of this site.',
        params: [
          { name: 'path', text: expect.stringContaining('Where to') },
          { name: 'options', text: 'The status, or the status and more' },
        ],
        returns: 'A response with a `Location` header and no body',
        throws: [expect.stringContaining('400')],
      },
      members: [],
    })
  })

  it('reads the public members of a class without their values', () => {
    expect(find('HttpError')?.signature).toContain('  readonly status: number\n')
    expect(find('HttpError')?.signature).not.toContain('super(')
  })

  it('reads the properties of an interface, and their defaults from the docstrings', () => {
    const member = find('RouteConfig')?.members.find(({ signature }) => signature.startsWith('bodyLimit'))
    expect(member?.signature).toBe('bodyLimit?: number | string')
    expect(member?.doc.description).toContain('(default:')
  })

  it('uses the exported name of a declaration with another name', () => {
    const found = readExports('redis').find(({ name }) => name === 'connectRedis')
    expect(found?.signature).toMatch(/^function connectRedis</)
  })

  it('is sorted by name', () => {
    const names = exports.map(({ name }) => name.toLowerCase())
    expect(names).toEqual(names.toSorted())
  })
})
