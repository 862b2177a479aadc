import { describe, expect, it } from 'vitest'
import {
  type KnownExports,
  findDefaultProblem,
  findExportHints,
  findExportProblem,
  findPathsProblem,
  readLoadedExports,
} from './export-rules.ts'
import { parsePattern } from './pattern.ts'

const component = (): null => null
const named = (...names: string[]): KnownExports => ({ names: new Set(names) })

describe('readLoadedExports()', () => {
  it('lists what is defined, and gives its values', () => {
    const exports = readLoadedExports({ default: component, POST: undefined, config: { stream: true } })

    expect([...exports.names]).toEqual(['default', 'config'])
    expect(exports.config).toEqual({ stream: true })
    expect(exports.values?.default).toBe(component)
  })
})

describe('findExportProblem()', () => {
  it.each([
    ['a page', named('default', 'loader', 'head', 'POST')],
    ['an endpoint', named('GET')],
    ['a socket', named('socket')],
    ['a file whose exports are not all known', { ...named('x'), isOpen: true }],
    ['settings', { ...named('default', 'config'), config: { layout: false } }],
    ['a loaded page', readLoadedExports({ default: component })],
    ['actions', readLoadedExports({ default: component, actions: { remove: component } })],
    ['actions from another file', { ...named('default', 'actions'), actions: undefined }],
    ['actions beside a component that is not known', { ...named('actions'), isOpen: true }],
    ['a loaded socket', readLoadedExports({ socket: {} })],
  ])('accepts %s', (_, exports) => expect(findExportProblem(exports)).toBeUndefined())

  it.each<[string, KnownExports, RegExp]>([
    ['a file that answers nothing', named('search', 'config'), /^nothing answers here\. Export a default/],
    [
      'a loader without a component',
      named('loader', 'head'),
      /^nothing answers here: the export loader has no effect without a component\. Return the data from GET/,
    ],
    ['a method in lower case', named('get'), /^nothing answers here: the export get .* Did you mean GET\?$/],
    [
      'a method in lower case beside helpers',
      named('x', 'post', 'DB'),
      /^nothing answers here: the export post /,
    ],
    [
      'a component with a name',
      named('About'),
      /^nothing answers here: About is not .* write export default About\./,
    ],
    ['helpers', named('findNotes', 'MAX', 'DB'), /^nothing answers here\. Export a default/],
    ['an empty file', named(), /^nothing answers here\./],
    ['a page with GET', named('default', 'GET'), /^a page cannot have both .* Rename GET to loader/],
    [
      'a page with GET and more exports that are not known',
      { ...named('default', 'GET'), isOpen: true },
      /^a page cannot have both/,
    ],
    ['a computed config', { ...named('GET', 'config'), isConfigComputed: true }, /made of literals.* Move/],
    ['an unknown setting', { ...named('GET', 'config'), config: { cash: true } }, /^config\.cash is unknown/],
    [
      'a setting for pages on an endpoint',
      { ...named('GET', 'config'), config: { stream: true } },
      /^config\.stream is for pages only/,
    ],
    [
      'a setting for endpoints on a page',
      { ...named('default', 'config'), config: { csrf: false } },
      /^config\.csrf is for endpoints only/,
    ],
    [
      'a default export that is not a function',
      readLoadedExports({ default: 'text' }),
      /^the default export is not a component\. Export a function\.$/,
    ],
    ['a default export that is null', readLoadedExports({ default: null }), /is not a component/],
    ['a socket that is not an object', readLoadedExports({ socket: 'yes' }), /^socket is not an object/],
    ['actions without a component', named('actions'), /^actions are for pages only/],
    ['actions beside GET', named('actions', 'GET'), /^actions are for pages only.* export POST/],
    ['no actions', { ...named('default', 'actions'), actions: [] }, /^actions is empty\. Write one function/],
    [
      'an action that the source shows to be text',
      { ...named('default', 'actions'), actions: [{ name: 'remove', isFunction: false }] },
      /^actions\.remove is not a function\./,
    ],
    [
      'an action whose name is not for URLs',
      { ...named('default', 'actions'), actions: [{ name: 'remove all', isFunction: true }] },
      /^actions has the name "remove all"\. Use letters/,
    ],
    [
      'a function as actions',
      readLoadedExports({ default: component, actions: component }),
      /is not an object/,
    ],
    ['a socket that is null', readLoadedExports({ socket: null }), /^socket is not an object/],
  ])('refuses %s', (_, exports, problem) => expect(findExportProblem(exports)).toMatch(problem))
})

describe('findExportProblem() of a file with one export', () => {
  it.each(['default', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'socket'])('accepts %s', (name) => {
    expect(findExportProblem(named(name))).toBeUndefined()
  })

  it.each(['loader', 'head', 'search', 'config', 'middleware', 'paths'])('refuses %s', (name) => {
    expect(findExportProblem(named(name))).toMatch(/^nothing answers here[.:]/)
  })

  it.each(['OPTIONS', 'HEAD'])(
    'refuses %s, also beside others, because it is answered automatically',
    (name) => {
      for (const exports of [named(name), named('GET', name), named('default', name)]) {
        expect(findExportProblem(exports)).toMatch(new RegExp(`^${name} is answered automatically`))
      }
    },
  )
})

describe('findPathsProblem()', () => {
  const prerendered = { ...named('default', 'config'), config: { prerender: true } }

  it('finds a prerendered page whose parameters have no values', () => {
    expect(findPathsProblem(prerendered, parsePattern('blog/[slug]'))).toMatch(
      /^config\.prerender needs the parameters of every page\. Write export const paths/,
    )
  })

  it.each<[string, KnownExports, string]>([
    ['a page without parameters', prerendered, 'about'],
    ['a page with paths', { ...prerendered, names: new Set(['default', 'paths']) }, '[slug]'],
    ['a page that may have paths', { ...prerendered, isOpen: true }, '[slug]'],
    ['a page that is not prerendered', named('default'), '[slug]'],
  ])('accepts %s', (_, exports, path) => {
    expect(findPathsProblem(exports, parsePattern(path))).toBeUndefined()
  })
})

describe('findExportHints()', () => {
  it('suggests the name that was probably meant', () => {
    expect(findExportHints(named('default', 'laoder', 'helper'))).toEqual([
      { name: 'laoder', message: 'the export laoder has no meaning. Did you mean loader?' },
    ])
  })

  it.each([
    ['PSOT', 'POST'],
    ['PUTT', 'PUT'],
    ['PTACH', 'PATCH'],
    ['DELTE', 'DELETE'],
    ['GTE', 'GET'],
    ['defalt', 'default'],
    ['sokcet', 'socket'],
    ['haed', 'head'],
    ['serach', 'search'],
    ['cofnig', 'config'],
    ['middelware', 'middleware'],
    ['pathes', 'paths'],
    ['actoins', 'actions'],
  ])('takes %s for %s', (name, meant) => {
    expect(findExportHints(named(name))).toEqual([
      { name, message: `the export ${name} has no meaning. Did you mean ${meant}?` },
    ])
  })

  it('points out paths without prerendering', () => {
    expect(findExportHints(named('default', 'paths'))).toEqual([
      { name: 'paths', message: 'the export paths has no effect without config.prerender.' },
    ])
    expect(findExportHints({ ...named('default', 'paths'), config: { prerender: true } })).toEqual([])
  })
})

describe('findExportHints() of exports that other frameworks know', () => {
  it.each([
    ['getServerSideProps', 'Export loader(ctx), and return the data itself.'],
    ['load', 'Export loader(ctx), and return the data itself.'],
    ['metadata', 'Export head, an object or a function of the props.'],
    ['handler', 'Export GET(ctx), POST(ctx) or another method.'],
    ['generateStaticParams', 'Export paths, and config = { prerender: true }.'],
    ['websocket', 'Export socket = { open(peer) {}, message(peer, message) {} }.'],
  ])('tells what %s is called here', (name, advice) => {
    expect(findExportHints(named('default', name))).toEqual([
      { name, message: `the export ${name} has no meaning. ${advice}` },
    ])
    expect(findExportProblem(named(name))).toBe(
      `nothing answers here: the export ${name} has no meaning. ${advice}`,
    )
  })

  it('points out what has no effect in an endpoint, a layout, an error page or middleware', () => {
    expect(findExportHints(named('GET', 'loader'))).toEqual([
      {
        name: 'loader',
        message:
          'the export loader has no effect without a component. Return the data from GET, or export a component as default.',
      },
    ])
    expect(findExportHints(named('default', 'POST'), 'layout')).toEqual([
      {
        name: 'POST',
        message: 'the export POST has no effect in _layout. Move it to the route files that it is for.',
      },
    ])
    expect(findExportHints(named('default', 'loader'), 'middleware')).toEqual([
      {
        name: 'loader',
        message: 'the export loader has no effect in _middleware. Move it to a page or to _layout.tsx.',
      },
    ])
    expect(findExportHints(named('default', 'head', 'loader'), 'error')).toEqual([
      {
        name: 'loader',
        message: 'the export loader has no effect in an error page. Move it to a page or to _layout.tsx.',
      },
    ])
    expect(findExportHints(named('middleware'), 'middleware')).toEqual([
      {
        name: 'middleware',
        message: 'the export middleware has no effect in _middleware. Export the function as default.',
      },
    ])
    expect(findExportHints(named('anything', 'loader'), 'private')).toEqual([])
  })
})

describe('findDefaultProblem()', () => {
  it.each([
    ['app', 'there is no component. Export one as default.'],
    ['layout', 'there is no component. Export one as default.'],
    ['error', 'there is no component. Export one as default.'],
    ['middleware', 'there is no middleware. Export a function as default.'],
    ['server', 'nothing is defined. Write export default defineServer({ … }).'],
    ['params', undefined],
    ['private', undefined],
  ] as const)('of a file of kind %s without a default export is: %s', (kind, problem) => {
    expect(findDefaultProblem(kind, named('loader'))).toBe(problem)
  })

  it('takes a default export from its source, whatever it is', () => {
    expect(findDefaultProblem('layout', named('default'))).toBeUndefined()
    expect(findDefaultProblem('layout', { ...named(), isOpen: true })).toBeUndefined()
  })

  it.each([
    ['layout', component, true],
    ['layout', {}, false],
    ['middleware', component, true],
    ['middleware', [], true],
    ['middleware', null, false],
    ['server', {}, true],
    ['server', component, false],
    ['server', null, false],
  ] as const)('checks the value of a loaded %s: %o', (kind, value, isAccepted) => {
    const problem = findDefaultProblem(kind, readLoadedExports({ default: value }))

    expect(problem === undefined).toBe(isAccepted)
  })
})
