// Renders what several pages of the inspector share: headings, tables and lists.
import { type ComponentChildren, type JSX, h } from 'preact'

/** Renders the heading of a page with a sentence below it. */
export function heading(title: string, summary: ComponentChildren): JSX.Element[] {
  return [h('h1', { key: 'title' }, title), h('p', { key: 'summary', class: 'summary' }, summary)]
}

/**
 * Renders a table that scrolls sideways where it does not fit. On a phone, a row with more than three cells becomes a list.
 *
 * @param empty What to say if there are no rows
 */
export function table(
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly ComponentChildren[])[],
  empty: string,
): JSX.Element {
  if (rows.length === 0) return h('p', { class: 'empty' }, empty)
  return h(
    'div',
    { class: 'scroll', tabIndex: 0, role: 'region', 'aria-label': caption },
    h(
      'table',
      { class: heads.length > 3 && 'stack' },
      h('caption', { class: 'hidden' }, caption),
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          heads.map((head) => h('th', { scope: 'col', key: head }, head)),
        ),
      ),
      h(
        'tbody',
        null,
        rows.map((cells, index) => h('tr', { key: index }, toCells(heads, cells))),
      ),
    ),
  )
}

function toCells(
  [, ...heads]: readonly string[],
  [first, ...others]: readonly ComponentChildren[],
): JSX.Element[] {
  return [
    h('th', { scope: 'row', key: 'first' }, first),
    ...others.map((cell, index) => h('td', { key: index, 'data-head': heads[index] }, cell)),
  ]
}

/** Renders names with their values. */
export function definitions(pairs: readonly (readonly [string, ComponentChildren])[]): JSX.Element {
  return h(
    'dl',
    null,
    pairs.flatMap(([name, value], index) => [
      h('dt', { key: `${index} name` }, name),
      h('dd', { key: `${index} value` }, value),
    ]),
  )
}

/** Renders a list, or a word if it is empty. */
export function list(items: readonly ComponentChildren[], empty = 'none'): JSX.Element {
  if (items.length === 0) return h('span', { class: 'soft' }, empty)
  return h(
    'ul',
    { class: 'plain' },
    items.map((item, index) => h('li', { key: index }, item)),
  )
}
