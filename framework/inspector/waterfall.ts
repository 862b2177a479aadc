// Renders the steps of a request as bars, one below the other.
import { type JSX, h } from 'preact'
import type { RecordedRequest, RecordedStep } from './inspector-source.ts'

/** Renders a table whose last column shows when each step ran. */
export function waterfall({ steps, duration }: Pick<RecordedRequest, 'steps' | 'duration'>): JSX.Element {
  const ends = steps.map(({ start, duration: length }) => start + length)
  const total = Math.max(duration ?? 0, ...ends, 0.001)
  const rows: RecordedStep[] = [
    { name: 'total', start: 0, duration: total },
    ...steps.toSorted((left, right) => left.start - right.start || right.duration - left.duration),
  ]
  return h(
    'div',
    { class: 'scroll', tabIndex: 0, role: 'region', 'aria-label': 'Steps' },
    h(
      'table',
      { class: 'steps' },
      h('caption', { class: 'hidden' }, 'Steps of the request'),
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          ['Step', 'Start', 'Time', 'When'].map((head) => h('th', { scope: 'col', key: head }, head)),
        ),
      ),
      h(
        'tbody',
        null,
        rows.map((step, index) => stepRow(step, total, index)),
      ),
    ),
  )
}

function stepRow({ name, start, duration }: RecordedStep, total: number, index: number): JSX.Element {
  const percent = (part: number): string => `${Math.min(100, (part / total) * 100).toFixed(2)}%`
  return h(
    'tr',
    { key: index },
    h('th', { scope: 'row' }, describeStep(name)),
    h('td', { class: 'number' }, `${start.toFixed(1)} ms`),
    h('td', { class: 'number' }, `${duration.toFixed(1)} ms`),
    h(
      'td',
      { class: 'bars' },
      h(
        'svg',
        { height: '12', width: '100%', 'aria-hidden': 'true', preserveAspectRatio: 'none' },
        h('rect', {
          class: index === 0 ? 'all' : 'bar',
          x: percent(start),
          width: percent(Math.max(duration, total / 300)),
          height: '12',
          rx: '2',
        }),
      ),
    ),
  )
}

const names: Readonly<Record<string, string>> = {
  total: 'Whole request',
  load: 'Load the site (Vite)',
  plan: 'Load the route',
  handler: 'Handler',
  loader: 'Loaders',
  render: 'Render',
}

function describeStep(name: string): string {
  const [, middleware] = /^middleware (.*)/.exec(name) ?? []
  return middleware === undefined ? (names[name] ?? name) : `${middleware} and everything inside it`
}
