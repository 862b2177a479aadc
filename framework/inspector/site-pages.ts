// The inspector's pages about the site itself: islands, environment, findings, and the search over everything.
import { type ComponentType, type JSX, h } from 'preact'
import { formatSize } from '../node/log/format-size.ts'
import type { Context } from '../request/context/context.ts'
import type { PageProps } from '../request/page/page-props.ts'
import type {
  Finding,
  InspectedIsland,
  InspectedRoute,
  InspectedVariable,
  InspectorSource,
  RecordedLine,
} from './inspector-source.ts'
import { type Place, fileLink, toUrl } from './link.ts'
import { fits, toListed } from './list-requests.ts'
import { linesTable } from './log-page.ts'
import { heading, list, table } from './parts.ts'
import type { ListedRequest, RequestListProps } from './request-list.ts'
import { routesTable } from './routes-page.ts'

type Props<Data> = Omit<PageProps, 'data'> & { data: Data }

const config = { session: false, trailingSlash: 'ignore' }

/** Creates the module of the page that lists the islands. */
export function createIslandsPage(source: InspectorSource, place: Place): object {
  return {
    config,
    head: { title: 'Islands · Vial inspector' },
    loader: async () => ({ islands: await source.islands() }),
    default({ data }: Props<{ islands: readonly InspectedIsland[] }>): JSX.Element[] {
      return [
        ...heading(
          'Islands',
          'Those of the pages loaded so far, with their sizes in the last build, compressed with gzip.',
        ),
        h('div', { key: 'islands' }, islandsTable(data.islands, place)),
      ]
    },
  }
}

function islandsTable(islands: readonly InspectedIsland[], place: Place): JSX.Element {
  const rows = islands.map(({ file, hydrate, own, total, routes }) => [
    fileLink(place, file),
    hydrate,
    formatBuiltSize(own),
    formatBuiltSize(total),
    list(
      routes.map((route) => h('code', null, route)),
      'no page loaded so far',
    ),
  ])
  const heads = ['Island', 'Hydrates', 'Own file', 'With imports', 'Routes']
  return table('Islands', heads, rows, 'No page loaded so far contains an island.')
}

function formatBuiltSize(bytes: number | undefined): string {
  return bytes === undefined ? 'not built yet' : formatSize(bytes)
}

/** Creates the module of the page that lists the environment. */
export function createEnvironmentPage(source: InspectorSource): object {
  return {
    config,
    head: { title: 'Environment · Vial inspector' },
    loader: () => ({ variables: source.environment() }),
    default({ data }: Props<{ variables: readonly InspectedVariable[] }>): JSX.Element[] {
      return [
        ...heading(
          'Environment',
          'The variables that Vial reads, and those of .env files. Values that may be secret are masked.',
        ),
        h('div', { key: 'variables' }, variablesTable(data.variables)),
      ]
    },
  }
}

function variablesTable(variables: readonly InspectedVariable[]): JSX.Element {
  const rows = variables.map(({ name, value, origin }) => [
    h('code', null, name),
    value === undefined ? h('span', { class: 'soft' }, 'not set') : h('code', null, value),
    origin,
  ])
  return table('Environment', ['Variable', 'Value', 'Set in'], rows, 'There are no variables.')
}

/** Creates the module of the page with what `vial check` and `vial doctor` say. */
export function createFindingsPage(source: InspectorSource): object {
  return {
    config,
    head: { title: 'Findings · Vial inspector' },
    loader: async () => ({ findings: await source.findings() }),
    default({ data }: Props<{ findings: readonly Finding[] }>): JSX.Element[] {
      const open = data.findings.filter(({ level }) => level !== 'ok').length
      return [
        ...heading(
          'Findings',
          `vial check and vial doctor: ${open === 0 ? 'nothing to do' : `${open} to look at`}.`,
        ),
        h('div', { key: 'findings' }, findingsTable(data.findings)),
      ]
    },
  }
}

const tones: Record<Finding['level'], string> = { error: 'bad', warning: 'warn', ok: 'good' }

function findingsTable(findings: readonly Finding[]): JSX.Element {
  const rows = findings.map(({ command, level, message }) => [
    h('span', { class: tones[level] }, level),
    message,
    h('code', null, command),
  ])
  return table('Findings', ['Level', 'What was found', 'Command'], rows, 'Nothing was found.')
}

interface SearchData {
  readonly query: string
  readonly routes: readonly InspectedRoute[]
  readonly requests: readonly ListedRequest[]
  readonly lines: readonly RecordedLine[]
  readonly islands: readonly InspectedIsland[]
  readonly variables: readonly InspectedVariable[]
}

/** Creates the module of the page that searches everything but findings, which take seconds. */
export function createSearchPage(
  source: InspectorSource,
  place: Place,
  List: ComponentType<RequestListProps>,
): object {
  return {
    config,
    head: { title: 'Search · Vial inspector' },
    async loader({ query: parameters }: Context): Promise<SearchData> {
      const query = parameters.get('q')?.trim() ?? ''
      const [{ routes }, islands] = await Promise.all([source.routes(), source.islands()])
      return {
        query,
        routes: routes.filter((route) => fits(query, JSON.stringify(route))),
        requests: source
          .requests()
          .map(toListed)
          .filter((request) => fits(query, Object.values(request).join('\n'))),
        lines: source.lines().filter(({ level, text }) => fits(query, level, text)),
        islands: islands.filter(({ file }) => fits(query, file)),
        variables: source.environment().filter(({ name, value }) => fits(query, name, value)),
      }
    },
    default({ data }: Props<SearchData>): JSX.Element[] {
      const { query, routes, requests, lines, islands, variables } = data
      const found = routes.length + requests.length + lines.length + islands.length + variables.length
      const sections: [string, number, () => JSX.Element][] = [
        ['Routes', routes.length, () => routesTable(routes, place)],
        ['Requests', requests.length, () => h(List, { requests, page: toUrl(place, '/requests') })],
        ['Log', lines.length, () => linesTable(lines, place, '')],
        ['Islands', islands.length, () => islandsTable(islands, place)],
        ['Environment', variables.length, () => variablesTable(variables)],
      ]
      return [
        ...heading(
          'Search',
          query === '' ? 'Everything. Type a word to narrow it down.' : `${found} results for “${query}”.`,
        ),
        ...sections
          .filter(([, count]) => count > 0)
          .map(([title, count, render]) =>
            h('section', { key: title }, h('h2', null, `${title} (${count})`), render()),
          ),
      ]
    },
  }
}
