// The inspector's page with the last entries of the log.
import { type JSX, h } from 'preact'
import type { PageProps } from '../request/page/page-props.ts'
import type { InspectorSource, RecordedLine } from './inspector-source.ts'
import { type Place, toUrl } from './link.ts'
import { formatTime } from './list-requests.ts'
import { heading, table } from './parts.ts'

interface LogData {
  readonly lines: readonly RecordedLine[]
}

/** Creates the module of the page. */
export function createLogPage(source: InspectorSource, place: Place): object {
  return {
    config: { session: false, trailingSlash: 'ignore' },
    head: { title: 'Log · Vial inspector' },
    loader: (): LogData => ({ lines: source.lines() }),
    default({ data }: Omit<PageProps, 'data'> & { data: LogData }): JSX.Element[] {
      return [
        ...heading('Log', 'The last 200 entries, newest first: those of ctx.log, app.log and the framework.'),
        h('div', { key: 'lines' }, linesTable(data.lines, place, 'Nothing was logged yet.')),
      ]
    },
  }
}

/** Renders entries of the log as a table. */
export function linesTable(lines: readonly RecordedLine[], place: Place, empty: string): JSX.Element {
  const rows = lines.map(({ time, level, text, request }) => [
    formatTime(time),
    h('span', { class: level === 'error' ? 'bad' : level === 'warn' ? 'warn' : '' }, level),
    h('pre', null, text),
    request === undefined ? '' : h('a', { href: toUrl(place, `/requests/${request}`) }, `request ${request}`),
  ])
  return table('Log', ['At', 'Level', 'Entry', 'During'], rows, empty)
}
