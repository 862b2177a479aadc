// The inspector's first page: the routes of the site, and which of them answers a URL.
import { type ComponentChildren, type JSX, h } from 'preact'
import type { Context } from '../request/context/context.ts'
import type { PageProps } from '../request/page/page-props.ts'
import type { InspectedRoute, InspectedRoutes, InspectorSource } from './inspector-source.ts'
import { type Place, fileLink, toUrl } from './link.ts'
import { heading, list, table } from './parts.ts'

interface RoutesData extends InspectedRoutes {
  readonly method: string
  readonly target: string
  readonly answer: readonly string[]
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/** Creates the module of the page. */
export function createRoutesPage(source: InspectorSource, place: Place): object {
  return {
    config: { session: false, trailingSlash: 'ignore' },
    head: { title: 'Routes · Vial inspector' },
    async loader({ query }: Context): Promise<RoutesData> {
      const method = query.get('method') ?? 'GET'
      const target = query.get('url') ?? ''
      const answer = target === '' ? [] : await source.match(method, target)
      return { ...(await source.routes()), method, target, answer }
    },
    default({ data }: Omit<PageProps, 'data'> & { data: RoutesData }): JSX.Element[] {
      const { routes, problems } = data
      return [
        ...heading('Routes', `${routes.length} routes, in the order in which they are tried.`),
        problems.length > 0
          ? h('div', { class: 'problem', key: 'problems' }, list(problems))
          : h('span', { key: 'problems' }),
        matchForm(data, place),
        h('div', { key: 'routes' }, routesTable(routes, place)),
      ]
    },
  }
}

/** Renders routes as a table. */
export function routesTable(routes: readonly InspectedRoute[], place: Place): JSX.Element {
  const links = (files: readonly string[]): ComponentChildren =>
    list(
      files.map((file) => fileLink(place, file)),
      '',
    )
  const rows = routes.map((route) => [
    h('code', null, route.pattern),
    `${route.kind}: ${route.methods.join(' ')}`,
    fileLink(place, route.file, route.file),
    links(route.middleware),
    links(route.layouts),
    list(
      route.errors.map(([kind, file]) => h('span', null, kind, ' ', fileLink(place, file))),
      '',
    ),
    links(route.islands),
  ])
  const heads = ['URL', 'Answers', 'File', 'Middleware', 'Layouts', 'Error pages', 'Islands']
  return table('Routes', heads, rows, 'There are no routes. Add routes/index.tsx.')
}

/** The form that asks what answers a URL; it needs no JavaScript. */
function matchForm({ method, target, answer }: RoutesData, place: Place): JSX.Element {
  return h(
    'form',
    { action: toUrl(place, ''), class: 'match', key: 'match' },
    h(
      'label',
      null,
      'Method ',
      h(
        'select',
        { name: 'method' },
        methods.map((name) => h('option', { key: name, selected: name === method }, name)),
      ),
    ),
    h(
      'label',
      { class: 'wide' },
      'URL ',
      h('input', { name: 'url', value: target, placeholder: '/notes/7' }),
    ),
    h('button', null, 'What answers?'),
    answer.length > 0 &&
      h(
        'div',
        { class: 'answer', role: 'status' },
        answer.map((line, index) => h('p', { key: index }, line)),
      ),
  )
}
