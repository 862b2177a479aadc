import { Fragment, type VNode } from 'preact'
import { jsxDEV } from 'preact/jsx-dev-runtime'
import { renderToString } from 'preact-render-to-string'
import { describe, expect, it } from 'vitest'
import { reviewChildren } from './review-children.ts'

const found: string[] = []
reviewChildren((message, { fileName, lineNumber, columnNumber }) =>
  found.push(`${fileName}:${lineNumber}:${columnNumber}: ${message}`),
)

describe('reviewChildren()', () => {
  it.each([
    [{ title: 'a' }, 'an object (title) as a child of <p> shows nothing. Write one of its properties, or'],
    [['text', [{ a: 1, b: 2, c: 3, d: 4 }]], 'an object (a, b, c) as a child of <p> shows nothing.'],
    [new Date(0), 'a Date as a child of <p> shows nothing. Write .toLocaleDateString() or .toISOString()'],
    [Promise.resolve(1), 'a promise as a child of <p> shows nothing. Write await before the call.'],
    [new Map(), 'a Map as a child of <p> shows nothing.'],
  ])('reports %j', (children, message) => {
    expect(review('p', children)).toEqual([expect.stringContaining(`/site/page.tsx:7:3: ${message}`)])
  })

  it.each([['text'], [1], [true], [null], [undefined], [['a', ['b']]], [{ peek: () => 1, value: 1 }]])(
    'accepts %j',
    (children) => expect(review('p', children)).toEqual([]),
  )

  it('accepts elements, and any children of components', () => {
    expect(review('p', [createVnode('b', 'a'), createVnode(Fragment, ['a'])])).toEqual([])
    expect(review(() => null, { a: 1 })).toEqual([])
  })

  it('reports components that are undefined, or not functions', () => {
    expect(review(undefined, 'a')).toEqual([
      '/site/page.tsx:7:3: a component is undefined here, so it shows nothing. A default export needs import Name from …, and any other one import { Name } from …, with the same name.',
    ])
    // The error of the renderer names no line.
    expect(() => review({ default: () => null }, 'a')).toThrow('not a valid HTML tag name')
    expect(found).toEqual([
      expect.stringContaining('a value of type object is in the place of a component here.'),
    ])
  })

  it('reports to the last one who asked, once', () => {
    const later: string[] = []
    reviewChildren((message) => later.push(message))

    expect([review('p', { a: 1 }), later.length]).toEqual([[], 1])
  })
})

function review(type: unknown, children: unknown): string[] {
  found.length = 0
  renderToString(createVnode(type, children))
  return [...found]
}

function createVnode(type: unknown, children: unknown): VNode {
  const source = { fileName: '/site/page.tsx', lineNumber: 7, columnNumber: 3 }
  // The compiler passes more than the types declare.
  const create = jsxDEV as unknown as (...input: unknown[]) => VNode
  return create(type, { children }, undefined, false, source)
}
