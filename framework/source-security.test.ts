// Searches the framework's own source for patterns that open security holes.
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type ESTree, parseSync } from 'vite'

const root = resolve(import.meta.dirname, '..')
const framework = readCode('framework')
const site = readCode('routes')

/** The names under which components and handlers receive data from visitors. */
const requestData =
  /^(data|form|values|params|search|query|searchParams|url|session|fields|body|request|ctx|props)$/

describe('the source of the framework and its site', () => {
  it('never spreads request data over elements', () => {
    const sample = readSource('sample.tsx', 'export default ({ form }) => <input {...form.values} />')
    expect(listSpreads([sample])).toEqual(['sample.tsx: <input {...form}>'])

    expect(listSpreads([...framework, ...site])).toEqual([])
  })

  it('never takes an element name from data', () => {
    const sample = readSource('sample.tsx', 'export default ({ tag: Tag }) => <Tag />')
    expect(listDynamicTags([sample])).toEqual(['sample.tsx: <Tag>'])

    expect(listDynamicTags(site)).toEqual([])
    // In the site, all elements come from JSX; in the framework, every type that is not a literal is one of these.
    expect(listFactories(site)).toEqual([])
    expect([...new Set(listFactories(framework).map(({ type }) => type))].sort()).toEqual([
      'DefaultApp',
      'FilledSlot',
      'InsideIsland.Provider',
      'LateTags',
      // The inspector's list of requests, which updates in the browser.
      'List',
      'Mark',
      'PartInPlace',
      'RequestContext.Provider',
      'Root',
      'Slot',
      'SpareSlot',
      'Throw',
      'component',
      "components[marker.n ?? 'default']",
      // The default export of a *.personal.tsx file.
      'part.default',
      'plan.app.component',
      'plan.levels[index].component',
      // The tag of an element in the source of the site, while it is built.
      'tag',
      // The component of an element that exists already, rendered once more.
      'type',
    ])
  })

  it('never puts data into styles', () => {
    const sample = readSource('sample.tsx', 'export default ({ colour }) => <p style={{ color: colour }} />')
    expect(listStyles([sample])).toEqual(['sample.tsx: style={{ color: colour }}'])

    // These two ask the renderer how it writes the properties of a style object that the site renders.
    expect(listStyles([...framework, ...site])).toEqual([
      'framework/render/element-attribute.ts: style: { [name]: 1 }',
      'framework/build/precompile/render-markup.ts: style: { [property]: 1 }',
    ])
  })

  it('parses only JSON and forms from visitors', () => {
    const imports = framework.flatMap(({ path, program }) =>
      findAll(program, 'ImportDeclaration')
        .filter(({ source }) => source.value === 'devalue')
        .flatMap(({ specifiers }) =>
          specifiers.map((one) => {
            const what = one.type === 'ImportSpecifier' ? nameOf(one.imported) : 'all of it'
            return `${path.split('/')[1]} ${what}`
          }),
        ),
    )
    // The server parses only what it has written itself: the props of personal parts, in stored pages.
    expect([...new Set(imports)].sort()).toEqual([
      'browser parse',
      'render DevalueError',
      'render parse',
      'render stringify',
    ])

    const words =
      /\beval\(|new Function\(|\bunflatten\b|\bdeserialize\b|['"](node:)?(vm|v8)['"]|seroval|turbo-stream/
    const onTheServer = framework.filter(({ path }) => !/^framework\/(build|command)\//.test(path))
    expect(onTheServer.filter(({ text }) => words.test(text)).map(({ path }) => path)).toEqual([])
  })

  it('never imports a module that a request names', () => {
    const onTheServer = framework.filter(({ path }) =>
      /^framework\/(http|routing|request|session|render|node)\//.test(path),
    )
    const found = onTheServer.flatMap(({ path, text, program }) =>
      findAll(program, 'ImportExpression')
        .filter(({ source }) => source.type !== 'Literal')
        .map((node) => `${path}: ${text.slice(node.start, node.end)}`),
    )
    expect(found).toEqual([])
  })

  it('leaves the framing of requests to Node', () => {
    const reading = framework.filter(({ text }) => /transfer-encoding/i.test(text))
    expect(reading.map(({ path }) => path).sort()).toEqual([
      // Leaves it out of responses.
      'framework/build/dev/adapt-http2.ts',
      // Lets Node write the responses that have it.
      'framework/http/header-line.ts',
      // Asks only whether a body is still to come.
      'framework/node/listener/request-listener.ts',
      // Leaves it out of handshakes.
      'framework/request/route/socket-route.ts',
    ])
  })

  it('seals only sessions and tokens, so that no other seal can pass for a session', () => {
    const sealing = framework.filter(
      ({ path, program }) =>
        path !== 'framework/node/sessions/iron-seal.ts' &&
        findAll(program, 'CallExpression').some(({ callee }) =>
          /^(seal|unseal|sealData|unsealData|createCipheriv|createDecipheriv)$/.test(
            nameOf('property' in callee ? callee.property : callee),
          ),
        ),
    )
    expect(sealing.map(({ path }) => path).sort()).toEqual([
      // A token is a list and a session is a record, so neither can be read as the other (token.test.ts).
      'framework/auth/token.ts',
      'framework/session/iron-session.ts',
      'framework/session/session.ts',
      'framework/session/stored-session.ts',
    ])
  })
})

type Node = ESTree.Node
type NodeOf<Type, Kind = Node> = Kind extends { type: infer Types }
  ? Type extends Types
    ? Kind
    : never
  : never

interface Source {
  readonly path: string
  readonly text: string
  readonly program: ESTree.Program
}

function readCode(folder: string): Source[] {
  return readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
    .filter((path) => /\.[jt]sx?$/.test(path) && !/\.(test|spec|bench|config|d)\.ts$/.test(path))
    .filter((path) => !/^framework\/(dist|node_modules|fixtures|bench)\//.test(path))
    .map((path) => readSource(path, readFileSync(`${root}/${path}`, 'utf8')))
}

function readSource(path: string, text: string): Source {
  return { path, text, program: parseSync(path, text).program }
}

function findAll<Type extends Node['type']>(node: unknown, type: Type): NodeOf<Type>[] {
  if (typeof node !== 'object' || node === null) return []
  const below = Object.values(node).flatMap((child) => findAll(child, type))
  return 'type' in node && node.type === type ? [node as NodeOf<Type>, ...below] : below
}

/** Gives the name of a node, or an empty string for a node without one. */
function nameOf(node: Node): string {
  return 'name' in node && typeof node.name === 'string' ? node.name : ''
}

function listSpreads(sources: readonly Source[]): string[] {
  return sources.flatMap(({ path, program }) =>
    findAll(program, 'JSXOpeningElement').flatMap(({ name, attributes }) =>
      attributes
        .filter((attribute) => attribute.type === 'JSXSpreadAttribute')
        .map(({ argument }) => rootOf(argument))
        // A component reads only the props that it names; an element receives all of them.
        .filter((origin) => /^[a-z]/.test(nameOf(name)) && requestData.test(origin))
        .map((origin) => `${path}: <${nameOf(name)} {...${origin}}>`),
    ),
  )
}

/** Gives the start of an expression: `form` of `form.values`. */
function rootOf(node: Node): string {
  if (node.type === 'Identifier') return node.name
  for (const key of ['object', 'expression', 'left', 'callee']) {
    const inner: unknown = Reflect.get(node, key)
    if (typeof inner === 'object' && inner !== null) return rootOf(inner as Node)
  }
  return node.type
}

function listDynamicTags(sources: readonly Source[]): string[] {
  return sources.flatMap(({ path, program }) => {
    const fixed = new Set<string>()
    for (const { local } of [
      ...findAll(program, 'ImportSpecifier'),
      ...findAll(program, 'ImportDefaultSpecifier'),
    ]) {
      fixed.add(local.name)
    }
    for (const { id } of findAll(program, 'FunctionDeclaration')) if (id) fixed.add(id.name)
    for (const { id, init } of findAll(program, 'VariableDeclarator')) {
      if (/Function/.test(init?.type ?? '')) fixed.add(nameOf(id))
    }
    return findAll(program, 'JSXOpeningElement')
      .map(({ name }) => name)
      .filter(
        (name) => name.type !== 'JSXIdentifier' || (/^[A-Z]/.test(nameOf(name)) && !fixed.has(nameOf(name))),
      )
      .map((name) => `${path}: <${nameOf(name) || name.type}>`)
  })
}

function listFactories(sources: readonly Source[]): { path: string; type: string }[] {
  return sources.flatMap(({ path, text, program }) =>
    findAll(program, 'CallExpression')
      .filter(({ callee }) => /^(h|jsx|jsxs|createElement|cloneElement)$/.test(nameOf(callee)))
      .flatMap(({ arguments: [type] }) => (type && type.type !== 'Literal' ? [type] : []))
      .map(({ start, end }) => ({
        path,
        type: text
          .slice(start, end)
          .replace(/ as .*$/, '')
          .replaceAll('!', ''),
      })),
  )
}

function listStyles(sources: readonly Source[]): string[] {
  return sources.flatMap(({ path, text, program }) => [
    ...findAll(program, 'JSXAttribute')
      .filter(({ name, value }) => name.name === 'style' && value?.type !== 'Literal')
      .map(({ start, end }) => `${path}: ${text.slice(start, end)}`),
    ...findAll(program, 'Property')
      .filter(
        ({ key, value }) => nameOf(key) === 'style' && value.type !== 'Literal' && /\b(h|jsx)\(/.test(text),
      )
      .map(({ start, end }) => `${path}: ${text.slice(start, end)}`),
  ])
}
