// Nests the components of a page: the page in its layouts, those in the app document.
import { type ComponentChildren, type JSX, h } from 'preact'
import { jsx } from 'preact/jsx-runtime'
import { type PageState, RequestContext } from '../../render/request-context.ts'
import type { PagePlan } from '../route/page-plan.ts'
import type { PropsWithChildren } from './page-props.ts'

/**
 * Creates the component tree of a page.
 *
 * @param props The props of each level, outermost first
 * @param mark Called with the number of the level that is rendered next (default: the tree has no marks)
 */
export function createTree(
  plan: PagePlan,
  props: readonly PropsWithChildren[],
  appProps: PropsWithChildren,
  page: PageState,
  mark?: (level: number) => void,
): JSX.Element {
  let tree: JSX.Element | undefined
  for (let index = plan.levels.length - 1; index >= 0; index--) {
    const levelProps = props[index]!
    if (tree) {
      levelProps.children = mark ? [createMark(mark, index + 1), tree, createMark(mark, index)] : tree
    }
    // jsx() uses the props object itself. h() would copy it and thereby read the session.
    tree = jsx(plan.levels[index]!.component as () => JSX.Element, levelProps)
  }
  appProps.children = tree
  const document = plan.app
    ? jsx(plan.app.component as () => JSX.Element, appProps)
    : h(DefaultApp, null, tree)
  return h(RequestContext.Provider, { value: page, children: document })
}

/**
 * Finds which level of a page failed, so that an error in a layout is not shown inside that layout.
 *
 * It renders the page again, with marks between the levels, so that only failed pages pay for the marks.
 *
 * @param render Renders the tree with marks
 */
export function findFailedLevel(
  { levels }: PagePlan,
  render: (mark: (level: number) => void) => unknown,
): number {
  let current = 0
  try {
    render((level) => {
      current = level
    })
  } catch {
    // The page fails again in the same way: the last mark tells where.
    return current
  }
  return levels.length - 1
}

function createMark(mark: (level: number) => void, level: number): JSX.Element {
  return h(Mark, { mark, level })
}

function Mark({ mark, level }: { mark: (level: number) => void; level: number }): null {
  mark(level)
  return null
}

function DefaultApp({ children }: { children?: ComponentChildren }): JSX.Element {
  return h(
    'html',
    { lang: 'en' },
    h(
      'head',
      null,
      h('meta', { charset: 'utf-8' }),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    ),
    h('body', null, children),
  )
}
