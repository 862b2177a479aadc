// Where code uses the location of its own module.
import { parseAst } from 'vite'
import { describe, expect, it } from 'vitest'
import { findModulePlaces, findModuleUrls } from './module-location.ts'
import type { SyntaxNode } from './syntax-tree.ts'

const parse = (code: string): SyntaxNode => parseAst(code) as unknown as SyntaxNode

describe('findModuleUrls()', () => {
  it.each([
    [`new URL('./x.txt', import.meta.url)`, './x.txt', false],
    [`new URL(/* here */ 'x.txt', import.meta.url)`, 'x.txt', false],
    ['new URL(`../x.txt`, import.meta.url)', '../x.txt', false],
    [`new URL(\`./\${name}.txt\`, import.meta.url)`, undefined, false],
    [`new globalThis.URL('./x.txt', import.meta.url)`, './x.txt', false],
    [`new URL('./x.txt', import.meta.url).href`, './x.txt', true],
    [`new URL('./x.txt', import.meta.url).pathname`, './x.txt', false],
  ])('finds %s', (code, name, isShown) => {
    expect(findModuleUrls(parse(code))).toEqual([expect.objectContaining({ name, isShown })])
  })

  it.each([
    [`new Worker(new URL('./x.js', import.meta.url))`, true],
    [`new SharedWorker(new URL('./x.js', import.meta.url), { type: 'module' })`, true],
    [`const url = new URL('./x.js', import.meta.url); new Worker(url)`, false],
    [`new Blob(new URL('./x.js', import.meta.url))`, false],
  ])('tells whether a worker is started from it: %s', (code, isOfWorker) => {
    expect(findModuleUrls(parse(code))).toEqual([expect.objectContaining({ isOfWorker })])
  })

  it.each([
    `new URL('https://example.org/', import.meta.url)`,
    `new URL('/x.txt', import.meta.url)`,
    `new URL('./x.txt', base)`,
    `new URL('./x.txt')`,
  ])('leaves out %s', (code) => {
    expect(findModuleUrls(parse(code))).toEqual([])
  })
})

describe('findModulePlaces()', () => {
  it.each([
    [`join(import.meta.dirname, 'x.txt')`, 'import.meta.dirname'],
    ['dirname(import.meta.filename)', 'import.meta.filename'],
    ['dirname(fileURLToPath(import.meta.url))', 'import.meta.url'],
    [`const here = import.meta.url; new URL('./x.txt', here)`, 'import.meta.url'],
    [`new URL('./x.txt', String(import.meta.url))`, 'import.meta.url'],
    [`import.meta.resolve('./x.txt')`, 'import.meta.resolve() of a relative path'],
    [`import.meta.resolve(\`../\${name}\`)`, 'import.meta.resolve() of a relative path'],
    [`createRequire(import.meta.url)('./x.json')`, 'require() of a relative path'],
    [`createRequire(import.meta.filename)('./x.json')`, 'require() of a relative path'],
    [`const load = createRequire(import.meta.url); load('../x.json')`, 'require() of a relative path'],
  ])('finds %s', (code, place) => {
    expect(findModulePlaces(parse(code))).toEqual([place])
  })

  it.each([
    `new URL('./x.txt', import.meta.url)`,
    `const require = createRequire(import.meta.url); require('package')`,
    `import.meta.resolve('package')`,
    'if (process.argv[1] === fileURLToPath(import.meta.url)) run()',
    'import.meta.env.MODE',
    `load('./x.json')`,
  ])('leaves out %s', (code) => {
    expect(findModulePlaces(parse(code))).toEqual([])
  })
})
