import { describe, expect, it } from 'vitest'
import { type FoundMistake, checkSource } from './check-source.ts'
import type { SourceFile } from './source-file.ts'

const route: SourceFile = {
  kind: 'route',
  isReact: false,
  react: 'missing',
  needsReact: () => false,
  base: '/',
  publicPrefixes: ['VITE_'],
  isPublicName: () => false,
  isPublicFile: () => false,
  isBeside: () => false,
  readImport: () => undefined,
  isOwnPath: () => true,
  routePath: 'index.tsx',
  findRoute: () => undefined,
}
const page = 'export default () => <p>a page</p>'

// What a beginner does wrong is in fixtures/mistakes/. Here is what is right, although it looks like a mistake.
describe('checkSource() of a response that is used', () => {
  it.each([
    ['returned', `export const GET = () => redirect('/')`],
    [
      'returned after a condition',
      `export const GET = ({ query }) => { if (query) return redirect('/'); return 1 }`,
    ],
    [
      'returned from a branch',
      `export const GET = ({ a }) => a ? redirect('/') : (a && redirect('/b')) || json(1)`,
    ],
    [
      'returned later',
      `export const GET = () => { const r = redirect('/'); r.headers.set('a', 'b'); return r }`,
    ],
    ['assigned', `export const GET = ({ a }) => { let r; if (a) r = redirect('/'); return r ?? json(1) }`],
    [
      'passed to what settles a promise',
      `export const middleware = (ctx, next) => new Promise((resolve, reject) => { next().then(resolve, reject) })`,
    ],
    [
      'passed to what settles a promise, with catch()',
      `export const middleware = (ctx, next) => new Promise((resolve, reject) => { next().then(resolve).catch(reject) })`,
    ],
    ['thrown', `export const GET = () => { throw redirect('/') }`],
    [
      'thrown in a component',
      `export default () => { if (Math.random() > 2) throw redirect('/'); return null }`,
    ],
    ['passed on', `export const GET = () => { responses.push(redirect('/')); return 'text' }`],
    ['awaited and returned', `export const GET = async () => await redirect('/')`],
    ['returned from then()', `export const GET = () => find().then(() => redirect('/'))`],
    ['from map()', `export const GET = () => [1].map(() => redirect('/'))[0]`],
    ['read', `export const GET = () => redirect('/').headers.get('location')`],
    ['from a guard', `const guard = (ctx) => redirect('/'); export const GET = (ctx) => guard(ctx) ?? 1`],
    ['from an exported guard', `export const guard = () => redirect('/'); export const GET = () => 1`],
    ['of a test', `export const GET = () => (redirect('/') ? 1 : 2)`],
    ['yielded', `export async function* make() { yield redirect('/') }; export const GET = () => 1`],
    ['in a list', `export const GET = () => { const [r] = [redirect('/')]; return r }`],
    [
      'of another function called redirect',
      `export const GET = () => { const redirect = () => {}; redirect(); return 1 }`,
    ],
    ['of a parameter called json', `export const POST = async ({ json }) => { await json(); return 1 }`],
    [
      'of ctx.json() and ctx.form()',
      `export const POST = async (ctx) => { await ctx.json(); await ctx.form(); return 1 }`,
    ],
    ['of another object with fail()', `export const GET = () => { spinner.fail(1, 2); return 1 }`],
    [
      'of a parameter of another type',
      `const f = (ctx: Canvas) => { ctx.fail(1) }; export const GET = () => f`,
    ],
    ['of next() of an iterator', `export const GET = () => { const i = [1].values(); i.next(); return 1 }`],
    [
      'of middleware with its own response',
      `export const middleware = async (ctx, next) => { await next(); return json(1) }; export const GET = () => 1`,
    ],
    [
      'of middleware that throws',
      `export const middleware = async (ctx, next) => { await next(); throw new Error('a') }; export const GET = () => 1`,
    ],
    [
      'of next() in a variable',
      `export const middleware = async (ctx, next) => { const r = await next(); return r }; export const GET = () => 1`,
    ],
    ['of a function of Express', `const f = (req, res, next) => { next() }; export const GET = () => f`],
    ['in recursion', `const f = (n) => n ? f(n - 1) : redirect('/'); export const GET = () => f(3)`],
    [
      'of a type',
      `import type { redirect as R } from 'vial'; export const GET = (): ReturnType<R> => json(1)`,
    ],
  ])('finds nothing: %s', (_, code) => {
    expect(messagesOf(`import { redirect, json } from 'vial'; ${code}`)).toEqual([])
  })

  it('accepts two variables that name each other', () => {
    expect(messagesOf(`const a = b, b = a; export const GET = () => { a.fail(1); return 1 }`)).toEqual([])
  })
})

describe('checkSource() of a page', () => {
  it.each([
    [
      'a form for another page',
      `export const POST = () => 1; export default () => <form action="/search"><input /></form>`,
    ],
    [
      'a form with spread attributes',
      `export const POST = () => 1; export default (p) => <form {...p.form}><input type="file" /></form>`,
    ],
    [
      'forms that call actions',
      `export const actions = { a() {} }; export default () => <><form method="post" action="?/a&b=1" />
        <form method="post"><button formAction="?/a" /></form><form method="post" action={path} /><form method="get" /></>`,
    ],
    [
      'a form with method="get"',
      `export const POST = () => 1; export default () => <form method="get"><input /></form>`,
    ],
    ['a form of a page without POST', `export default () => <form><input name="q" /></form>`],
    [
      'a file field in a form with enctype',
      `export const POST = () => 1; export default () => <form method="post" encType="multipart/form-data"><input name="file" type="file" /></form>`,
    ],
    ['a handler of a component', `export default () => <Button onClick={() => 1} />`],
    [
      'useId, useContext and useMemo',
      `import { useId, useMemo } from 'preact/hooks'; export default () => <p>{useId()}{useMemo(() => 1, [])}</p>`,
    ],
    ['a hook of its own', `import { useState } from './_state.ts'; export default () => <p>{useState()}</p>`],
    [
      'a test for a browser',
      `export default () => <p>{typeof window === 'undefined' ? 1 : window.innerWidth}</p>`,
    ],
    ['import.meta.env.SSR', `export default () => <p>{import.meta.env.SSR ? 1 : document.title}</p>`],
    [
      'a document of its own',
      `const { document } = parse('<p>'); export default () => <p>{document.title}</p>`,
    ],
    [
      'a property called window',
      `const room = { window: 1, document() {} }; export default () => <p>{room.window}{room.document()}</p>`,
    ],
    [
      'a type of the browser',
      `const f = (a: typeof window, b: Window['document']) => 1; export default () => <p>{f(1, 2)}</p>`,
    ],
    ['what a remote browser evaluates', `export const GET = async () => tab.evaluate(() => document.title)`],
    ['children of a component', `export default () => <Each>{(item) => <p>{item}</p>}</Each>`],
    ['an object for a component', `export default () => <Chart>{{ a: 1 }}</Chart>`],
    [
      'a variable that is not an object',
      `const note = 'text'; export default () => <p>{note}{/* a comment */}</p>`,
    ],
    [
      'style and dangerouslySetInnerHTML',
      `export default () => <p style={{ color: 'red' }} dangerouslySetInnerHTML={{ __html: 'a' }} />`,
    ],
    [
      'an awaited call in a loader',
      `const find = async () => 1; export const loader = async () => ({ a: await find() }); ${page}`,
    ],
    [
      'a promise of a streamed page',
      `const find = async () => 1; export const config = { stream: true }; export const loader = () => ({ a: find() }); ${page}`,
    ],
    [
      'a promise in a nested function',
      `const find = async () => 1; export const loader = () => { const f = () => ({ a: find() }); return { b: f } }; ${page}`,
    ],
    [
      'a loader that only throws',
      `export const loader = () => { throw new Error('a') }; export default ({ data }) => data`,
    ],
    ['a guard as a loader', `export const loader = ({ a }) => { if (a) throw new Error('a') }; ${page}`],
    ['data with a default', `export default ({ data = {} }) => <p>{data.a}</p>`],
    ['throw of a variable', `export const GET = () => { try { return 1 } catch (error) { throw error } }`],
    ['a component from a call', `export default memo(() => <p>a page</p>)`],
    ['a class component', `export default class Page extends Component { render() { return <p>a</p> } }`],
    [
      'a component with one parameter',
      `export default function Page(props) { return <p>{props.url.pathname}</p> }`,
    ],
    [
      'helpers beside a page',
      `${page}; export const format = () => 1; export type load = number; export interface meta { a: 1 }`,
    ],
    ['types from react', `import type { ReactNode } from 'react'; import { type FC } from 'react'; ${page}`],
    ['code that does not parse', 'export default () => <p'],
  ])('finds nothing: %s', (_, code) => {
    expect(messagesOf(code)).toEqual([])
  })

  it('lets islands do what browsers do', () => {
    const code = `import { useState } from 'preact/hooks'
      export default () => <form onSubmit={() => window.alert(1)}><input type="file" ref={useState()} /></form>`
    expect(messagesOf(code, { kind: 'island' })).toEqual([])
  })

  it('marks what is right if an island uses the file', () => {
    const code = `export const Button = () => <button onClick={() => {}} class="a" className="b" />`
    const found = check(code, { kind: 'private' })

    expect(found.map(({ isFineInBrowser }) => isFineInBrowser)).toEqual([false, true])
  })

  it('reports several on one line, in the order of the lines, and the same one once', () => {
    const code = `export default () => <p>
      <b onClick={() => 1} onInput={() => 1} /><i onClick={() => 1} /><i onClick={() => 1} />
      <u class="a" className="b" /></p>`
    expect(check(code).map(({ line, message }) => `${line} ${message.slice(0, 14)}`)).toEqual([
      '2 onClick of <b>',
      '2 onInput of <b>',
      '2 onClick of <i>',
      '3 <u> has both c',
    ])
  })
})

describe('checkSource() of links', () => {
  const links = `export default () => <><a href="/about" /><a href="/base/about" /><a href="//other.example/" />
    <a href="https://example.org/" /><a href="about" /><a href={path} /><Link href="/about" /></>`

  it('finds only own paths that lack the base path', () => {
    expect(messagesOf(links)).toEqual([])
    expect(messagesOf(links, { base: '/base/' })).toHaveLength(1)
    expect(messagesOf(links, { base: '/base/', isOwnPath: () => false })).toEqual([])
  })
})

describe('checkSource() of imports from React', () => {
  const code = `import React from 'react'; ${page}`

  it('are errors if it is not installed, and for hooks of pages and islands', () => {
    expect(levelOf(code, { react: 'missing' })).toBe('error')
    expect(levelOf(code, { react: 'installed' })).toBe('warning')
    expect(levelOf(code.replace('React', '{ useState }'), { react: 'installed' })).toBe('error')
    expect(levelOf(code.replace('React', '{ useState }'), { react: 'installed', kind: 'module' })).toBe(
      'warning',
    )
  })

  it('are right where React is meant, or replaced', () => {
    expect(levelOf(code, { react: 'replaced' })).toBeUndefined()
    expect(levelOf(code, { react: 'installed', isReact: true })).toBeUndefined()
  })
})

describe('findMistakes() of components from packages', () => {
  const code = `
    import * as Dialog from '@radix-ui/react-dialog'
    import Select, { components as parts } from 'react-select/creatable'
    export default () => <><Dialog.Root /><parts.Menu.List /><Select /></>`
  const libraries: SourceFile['needsReact'] = (name) =>
    ['@radix-ui/react-dialog', 'react-select'].includes(name)

  it('are errors that name the option if the package needs React', () => {
    const messages = messagesOf(code, { react: 'installed', needsReact: libraries })

    expect(messages).toEqual(
      ['@radix-ui/react-dialog', 'react-select'].map(
        (name) =>
          `${name} is written for React, and its components render nothing with Preact. Set vial({ compat: true }) in vite.config.`,
      ),
    )
  })

  it.each<[title: string, code: string, source: Partial<SourceFile>]>([
    ['React is replaced', code, { react: 'replaced' }],
    ['React compiles the file', code, { isReact: true }],
    ['the package works without React', code, { needsReact: () => false }],
    [
      'it has a part for Preact',
      code.replaceAll(/@radix-ui\/react-dialog|react-select\/creatable/g, 'both/preact'),
      { needsReact: () => true },
    ],
    [
      'it is the site that has the component',
      `import A from './react-select.tsx'; export default () => <A />`,
      { needsReact: () => true },
    ],
    [
      'no component is used',
      `import { version } from 'react-select'; export default () => <p>{version}</p>`,
      {},
    ],
  ])('are right if %s', (_, text, source) => {
    expect(messagesOf(text, { needsReact: libraries, ...source })).toEqual([])
  })
})

function messagesOf(code: string, source: Partial<SourceFile> = {}): string[] {
  return check(code, source).map(({ message }) => message)
}

function levelOf(code: string, source: Partial<SourceFile>): string | undefined {
  return check(code, source)[0]?.level
}

function check(code: string, source: Partial<SourceFile> = {}): readonly FoundMistake[] {
  return checkSource(code, 'tsx', { ...route, ...source })?.mistakes ?? []
}
