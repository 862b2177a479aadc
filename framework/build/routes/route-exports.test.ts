import { describe, expect, it } from 'vitest'
import { readModuleExports } from './route-exports.ts'

describe('readModuleExports()', () => {
  it.each([
    ['export default function Page() {}', ['default']],
    ['export default () => {}; export async function loader() {}', ['default', 'loader']],
    ['export const GET = () => {}, POST = () => {}', ['GET', 'POST']],
    ['export class GET {}', ['GET']],
    ['const a = 1; export { a as GET, a as default }', ['GET', 'default']],
    ["export { GET, default } from './other.js'", ['GET', 'default']],
    ["export * as GET from './other.js'", ['GET']],
    ['export const { GET, POST: PUT, ...rest } = createHandlers()', ['GET', 'PUT', 'rest']],
    ['export const [GET, { POST }, DELETE = 1] = createHandlers()', ['GET', 'POST', 'DELETE']],
    ['const GET = 1; function POST() {}', []],
  ])('finds the names in %s', (code, names) => {
    expect([...readModuleExports(code).names]).toEqual(names)
  })

  it('reads TypeScript and JSX, without types', () => {
    const code = `
      export type Note = { id: number }
      export interface GET {}
      export { type POST, loader } from './other.ts'
      export declare const PUT: number
      export const config = { stream: true } as const satisfies RouteConfig
      export default function Page(props: { a: 1 }) { return <p>{props.a}</p> }`
    const { names, config } = readModuleExports(code, 'tsx')

    expect([...names]).toEqual(['loader', 'config', 'default'])
    expect(config).toEqual({ stream: true })
    expect([...readModuleExports('export const GET = <string>value', 'ts').names]).toEqual(['GET'])
  })

  it('tells when there may be more exports than it knows', () => {
    expect(readModuleExports("export * from './other.js'").isOpen).toBe(true)
    expect(readModuleExports("export * as other from './other.js'").isOpen).toBe(false)
  })

  it('reads the value of config', () => {
    const code =
      "export const config = { bodyLimit: '64kb', cache: { maxAge: -1, tags: ['a', `b`] }, session: !1, 'x-y': null }"
    expect(readModuleExports(code)).toMatchObject({
      config: { bodyLimit: '64kb', cache: { maxAge: -1, tags: ['a', 'b'] }, session: false, 'x-y': null },
      isConfigComputed: false,
    })
  })

  it('finds a config that is declared first and exported later', () => {
    const code = 'const settings = { stream: true }; export { settings as config }'
    expect(readModuleExports(code).config).toEqual({ stream: true })
  })

  it.each([
    'export const config = { bodyLimit: limit }',
    'export const config = { ...other }',
    'export const config = { [name]: 1 }',
    'export const config = { headers: { "x-a": "a" + b } }',
    'export const config = { paths: /x/ }',
    'export const config = createConfig()',
    'export const { config } = { config: {} }',
    'export let config',
    "export { config } from './other.js'",
    'const config = {}; export { other as config } from "./other.js"',
  ])('refuses to guess the value of %s', (code) => {
    expect(readModuleExports(code)).toMatchObject({ config: undefined, isConfigComputed: true })
  })

  it('does not mistake a variable of that name for the export', () => {
    expect(readModuleExports('const config = { a: b }')).toMatchObject({
      config: undefined,
      isConfigComputed: false,
    })
  })

  it('reads the names of actions, and which of them cannot be functions', () => {
    const code = `export const actions = { async rename(ctx) {}, 'add-one': (ctx) => 1, remove, wrong: 7, made: make() }`
    expect(readModuleExports(code).actions).toEqual([
      { name: 'rename', isFunction: true },
      { name: 'add-one', isFunction: true },
      { name: 'remove', isFunction: undefined },
      { name: 'wrong', isFunction: false },
      { name: 'made', isFunction: undefined },
    ])
    expect(
      readModuleExports('export const actions = { a() {} } satisfies object', 'ts').actions,
    ).toHaveLength(1)
  })

  it.each([
    'export const actions = { ...others, remove() {} }',
    'export const actions = { [name]() {} }',
    'export const actions = createActions()',
    "export { actions } from './_actions.ts'",
    'const actions = { remove() {} }',
  ])('does not guess the actions of %s', (code) => {
    expect(readModuleExports(code).actions).toBeUndefined()
  })

  it('refuses code that does not parse', () => {
    expect(() => readModuleExports('export const =')).toThrow()
  })
})
