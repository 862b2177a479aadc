// The island that lists requests: rendered by the server, and kept up to date by an event stream in the browser.
import { type JSX, h } from 'preact'
import { useEffect, useState } from 'preact/hooks'

/** What the list shows of a request. */
export interface ListedRequest {
  readonly id: number
  readonly method: string
  readonly target: string
  /** `14:03:07` in the time zone of the dev server. */
  readonly time: string
  readonly status: number
  readonly duration: number | undefined
  readonly route: string
  readonly session: string
  readonly cache: string
  readonly isAborted: boolean
}

export interface RequestListProps {
  /** Newest first. */
  readonly requests: readonly ListedRequest[]
  /** The URL of the page of a request, without its number. */
  readonly page: string
  /** The URL of the event stream; `undefined` for a list that stays as it is. */
  readonly events?: string | undefined
}

const maxListed = 200

/** Lists requests. Without JavaScript, a reload shows the new ones. */
export default function RequestList({ requests, page, events }: RequestListProps): JSX.Element {
  const [listed, setListed] = useState(requests)
  const [isLive, setLive] = useState(false)
  const [isPaused, setPaused] = useState(false)
  useEffect(() => {
    if (events === undefined || isPaused) return undefined
    const source = new EventSource(events)
    source.onopen = () => setLive(true)
    source.onerror = () => setLive(false)
    source.addEventListener('all', ({ data }) => setListed(JSON.parse(data) as ListedRequest[]))
    source.addEventListener('request', ({ data }) =>
      setListed((before) => addRequest(before, JSON.parse(data) as ListedRequest)),
    )
    return () => {
      source.close()
      setLive(false)
    }
  }, [events, isPaused])

  return h(
    'div',
    null,
    events !== undefined &&
      h(
        'p',
        { class: 'live' },
        h(
          'span',
          { role: 'status' },
          isLive ? 'Updates as requests arrive.' : isPaused ? 'Paused.' : 'Not connected: reload to update.',
        ),
        ' ',
        (isLive || isPaused) &&
          h(
            'button',
            { type: 'button', onClick: () => setPaused(!isPaused) },
            isPaused ? 'Continue' : 'Pause',
          ),
      ),
    listed.length === 0
      ? h('p', { class: 'empty' }, 'No requests yet. Open a page of the site.')
      : requestTable(listed, page),
  )
}

function addRequest(before: readonly ListedRequest[], request: ListedRequest): ListedRequest[] {
  return [request, ...before.filter(({ id }) => id !== request.id)]
    .toSorted((left, right) => right.id - left.id)
    .slice(0, maxListed)
}

function requestTable(requests: readonly ListedRequest[], page: string): JSX.Element {
  return h(
    'div',
    { class: 'scroll', tabIndex: 0, role: 'region', 'aria-label': 'Requests' },
    h(
      'table',
      { class: 'stack' },
      h('caption', { class: 'hidden' }, 'Requests, newest first'),
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          ['Request', 'Status', 'Time', 'Route', 'Session', 'Cache', 'At'].map((head) =>
            h('th', { scope: 'col', key: head }, head),
          ),
        ),
      ),
      h(
        'tbody',
        null,
        requests.map((request) => requestRow(request, page)),
      ),
    ),
  )
}

function requestRow(request: ListedRequest, page: string): JSX.Element {
  const { id, method, target, time, status, duration, route, session, cache, isAborted } = request
  const tone = status >= 500 ? 'bad' : status >= 400 ? 'warn' : 'good'
  return h(
    'tr',
    { key: id },
    h('th', { scope: 'row' }, h('a', { href: `${page}/${id}` }, `${method} ${target}`)),
    h(
      'td',
      { 'data-head': 'Status' },
      h('span', { class: tone }, status === 0 ? 'open' : String(status)),
      isAborted && ' left',
    ),
    h(
      'td',
      { class: 'number', 'data-head': 'Time' },
      duration === undefined ? '' : `${duration.toFixed(1)} ms`,
    ),
    h('td', { 'data-head': 'Route' }, route),
    h('td', { 'data-head': 'Session' }, session),
    h('td', { 'data-head': 'Cache' }, cache),
    h('td', { class: 'number', 'data-head': 'At' }, time),
  )
}
