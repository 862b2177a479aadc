// Tests error boundaries and comments on pages that wait, as on pages that do not.
import {
  Component,
  type ComponentChildren,
  Fragment,
  type FunctionComponent,
  h,
  options,
  type VNode,
} from 'preact'
import { lazy, Suspense } from 'preact/compat'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { renderParts } from './render-parts.ts'
import { renderTree } from './render-tree.ts'
import { renderStream } from './stream.ts'

const hooks = options as { errorBoundaries?: boolean }
beforeEach(() => {
  hooks.errorBoundaries = true
})
afterEach(() => {
  hooks.errorBoundaries = false
})

type Props = { children?: ComponentChildren; name?: string }
const component = (body: unknown): FunctionComponent<Props> => body as never

class Derived extends Component<Props, { error?: Error }> {
  static override getDerivedStateFromError(error: Error): object {
    return { error }
  }
  override render() {
    return this.state.error ? h('i', null, this.state.error.message) : this.props.children
  }
}

class Caught extends Component<Props, { text?: string }> {
  override componentDidCatch(error: Error): void {
    this.setState({ text: error.message })
  }
  override render() {
    return this.state.text ? h('u', null, this.state.text) : h('div', null, this.props.children)
  }
}

class Plain extends Component<Props> {
  override render() {
    return h('b', null, this.props.children)
  }
}

const fail = (message: string): never => {
  throw new Error(message)
}
const Broken = component(() => fail('now'))
const Rejected = component(async () => fail('rejected'))
const Late = component(async ({ children }: Props) => children)
const LateBroken = component(async () => h(Broken, null))
const Never = component(() => new Promise(() => {}))

const render = async (create: () => VNode): Promise<string> => renderTree(create as never, { isAsync: false })

/** Renders a tree on its own, and beside a component that waits. */
async function renderBoth(create: () => VNode): Promise<string[]> {
  const waiting = await render(() => h(Fragment, null, create(), h(Late, null, '!')))
  return [await render(create), waiting.replace(/!$/, '')]
}

describe('an error boundary', () => {
  it.each([
    ['getDerivedStateFromError()', Derived, '<i>now</i>'],
    ['componentDidCatch()', Caught, '<u>now</u>'],
  ])('with %s replaces content that fails', async (_, Boundary, html) => {
    const tree = () => h(Boundary, null, h('p', null, 'before'), h(Plain, null, h(Broken, null)))

    expect(await renderBoth(tree)).toEqual([html, html])
  })

  it.each([
    ['rejects', Rejected, '<i>rejected</i>'],
    ['renders something that fails', LateBroken, '<i>now</i>'],
  ])('replaces content that waits and then %s', async (_, Waiting, html) => {
    const tree = () =>
      h('main', null, h(Derived, null, h('p', null, h(Waiting, null))), h('p', null, 'after'))

    expect(await renderBoth(tree)).toEqual(Array(2).fill(`<main>${html}<p>after</p></main>`))
  })

  it('keeps content that waits and succeeds', async () => {
    const tree = () => {
      const Lazy = lazy(async () => ({ default: () => h('em', null, 'lazy') }))
      return h(Derived, null, h(Late, null, h('p', null, 'late')), h(Lazy, null))
    }

    expect(await renderBoth(tree)).toEqual(Array(2).fill('<p>late</p><!--$s--><em>lazy</em><!--/$s-->'))
  })

  it('does not wait for the rest of what it replaces', async () => {
    expect(await render(() => h(Derived, null, h(Never, null), h(Rejected, null)))).toBe('<i>rejected</i>')
    expect(await render(() => h(Derived, null, h(Never, null), h(Broken, null)))).toBe('<i>now</i>')
  })

  it('leaves an error to the next one if it cannot handle it, or fails itself', async () => {
    class Failing extends Derived {
      override render() {
        return this.state.error ? h(this.props.name ? Rejected : Broken, null) : this.props.children
      }
    }
    const tree = (content: unknown, name?: string) => () =>
      h(Caught, null, h(Plain, null, h(Failing, name ? { name } : null, content as ComponentChildren)))

    expect(await renderBoth(tree(h(Rejected, null)))).toEqual(Array(2).fill('<u>now</u>'))
    expect(await renderBoth(tree(h(Broken, null), 'async'))).toEqual(Array(2).fill('<u>rejected</u>'))
    await expect(render(() => h(Plain, null, h(Rejected, null)))).rejects.toThrow('rejected')
  })

  it('handles errors of streamed parts that it is in, and leaves sent content alone', async () => {
    const tree = h(Derived, null, [
      h('p', null, 'sent'),
      h(Suspense, { fallback: '1' }, h(Derived, null, h(Rejected, null))),
      h(Suspense, { fallback: '2' }, h(Late, null, h(Rejected, null))),
    ])
    const body = await renderStream(h('body', null, tree), {
      deadline: 60_000,
      signal: new AbortController().signal,
      toDocument: (html) => html,
      nonce: () => 'n',
      onFailure: (error) => `Failed: ${(error as Error).message}`,
    })
    const html = await new Response(body).text()

    expect(html).toContain('<p>sent</p>')
    expect(html).toContain('hidden><i>rejected</i></vial-part>')
    expect(html).toContain('Failed: rejected')
  })

  it('does nothing unless options.errorBoundaries is set', async () => {
    hooks.errorBoundaries = false

    await expect(render(() => h(Derived, null, h(Broken, null)))).rejects.toThrow('now')
    await expect(render(() => h(Derived, null, h(Rejected, null)))).rejects.toThrow('rejected')
  })
})

describe('a comment', () => {
  const comment = (text: string) => h(Fragment, { UNSTABLE_comment: text } as never)

  it.each([
    ['in an element', () => h('p', null, comment('a b'), 'x'), '<p><!--a b-->x</p>'],
    ['in a list', () => h('p', null, [comment('a'), comment('b')]), '<p><!--a--><!--b--></p>'],
    ['in a boundary', () => h(Derived, null, h('p', null, comment('a'))), '<p><!--a--></p>'],
    ['as the tree', () => comment('a'), '<!--a-->'],
  ])('%s is the same on a page that waits', async (_, tree, html) => {
    expect(await renderBoth(tree)).toEqual([html, html])
  })

  it('may be all that waits for something, or that arrives', async () => {
    const LateComment = component(async () => comment('a'))

    expect(await render(() => h('p', null, h(LateComment, null)))).toBe('<p><!--a--></p>')
    expect(await renderParts(comment('a')).shell).toBe('<!--a-->')
  })
})
