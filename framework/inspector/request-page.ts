// The inspector's page about one request: its steps, its session and cache, its headers and log entries.
import { type ComponentChildren, type JSX, h } from 'preact'
import { notFound } from '../http/http-error.ts'
import type { Context } from '../request/context/context.ts'
import type { PageProps } from '../request/page/page-props.ts'
import type { InspectorSource, NamedValue, RecordedRequest } from './inspector-source.ts'
import { type Place, fileLink } from './link.ts'
import { formatTime } from './list-requests.ts'
import { linesTable } from './log-page.ts'
import { definitions, heading, list, table } from './parts.ts'
import { waterfall } from './waterfall.ts'

interface RequestData {
  readonly request: RecordedRequest
}

/** Creates the module of the page. */
export function createRequestPage(source: InspectorSource, place: Place): object {
  return {
    config: { session: false, trailingSlash: 'ignore' },
    head: ({ data }: { data: RequestData }) => ({
      title: `${data.request.method} ${data.request.target} · Vial inspector`,
    }),
    loader({ params }: Context): RequestData {
      const request = source.requests().find(({ id }) => String(id) === (params as { id: string }).id)
      return request ? { request } : notFound()
    },
    default({ data: { request } }: Omit<PageProps, 'data'> & { data: RequestData }): JSX.Element[] {
      const { method, target, facts, lines } = request
      return [
        ...heading(`${method} ${target}`, describe(request)),
        h('h2', { key: 'time' }, 'Time'),
        h('div', { key: 'steps' }, waterfall(request)),
        h('h2', { key: 'facts' }, 'What happened'),
        h(
          'div',
          { key: 'facts list' },
          facts ? factsList(facts, place) : h('p', null, 'The site did not answer. The log says why.'),
        ),
        h('h2', { key: 'log' }, 'Log'),
        h('div', { key: 'lines' }, linesTable(lines, place, 'Nothing was logged.')),
        h('h2', { key: 'request' }, 'Request headers'),
        h('div', { key: 'request headers' }, headersTable('Request headers', request.requestHeaders)),
        h('h2', { key: 'response' }, 'Response headers'),
        h('div', { key: 'response headers' }, headersTable('Response headers', request.responseHeaders)),
      ]
    },
  }
}

function describe({ status, duration, time, isAborted }: RecordedRequest): string {
  const answer = status === 0 ? 'No response yet' : `Status ${status}`
  const length = duration === undefined ? '' : ` after ${duration.toFixed(1)} ms`
  return `${answer}${length}, at ${formatTime(time)}.${isAborted ? ' The visitor left before the response was complete.' : ''}`
}

function factsList(facts: NonNullable<RecordedRequest['facts']>, place: Place): JSX.Element {
  const files = (names: readonly string[]): JSX.Element => list(names.map((file) => fileLink(place, file)))
  const pairs: [string, ComponentChildren][] = [
    ['Route', facts.route === '' ? 'no route answers this URL' : h('code', null, facts.route)],
    ['File', facts.file === undefined ? 'none' : fileLink(place, facts.file, facts.file)],
    ['Middleware', files(facts.middleware)],
    ['Layouts and page', files(facts.levels.map((path) => `routes/${path}`))],
    ['Session', facts.session],
    ['Cookies set', list(facts.cookies)],
    ['Cache', facts.cache ?? 'the route has no config.cache'],
    ['Personal', facts.isPersonal ? 'yes: no shared cache may store the response' : 'no'],
    ['Request id', h('code', null, facts.requestId)],
  ]
  return definitions(pairs)
}

function headersTable(caption: string, headers: readonly NamedValue[]): JSX.Element {
  const rows = headers.map(([name, value]) => [h('code', null, name), h('code', null, value)])
  return table(caption, ['Name', 'Value'], rows, 'None.')
}
