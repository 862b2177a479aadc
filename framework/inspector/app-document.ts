// Renders the document around the inspector's pages: navigation, search and the frame for editor links.
import { type ComponentChildren, type JSX, h } from 'preact'
import { type Place, editorFrame, toUrl } from './link.ts'

interface DocumentProps {
  readonly children?: ComponentChildren
  readonly url: URL
}

/** The pages that the navigation lists. */
const inspectorPages: readonly (readonly [path: string, title: string])[] = [
  ['', 'Routes'],
  ['/requests', 'Requests'],
  ['/log', 'Log'],
  ['/islands', 'Islands'],
  ['/environment', 'Environment'],
  ['/findings', 'Findings'],
]

/** Creates the app document. */
export function createAppDocument(place: Place): (props: DocumentProps) => JSX.Element {
  return function AppDocument({ children, url }) {
    const current = url.pathname.slice(toUrl(place, '').length).replace(/\/$/, '')
    return h(
      'html',
      { lang: 'en' },
      h(
        'head',
        null,
        h('meta', { charset: 'utf-8' }),
        h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
        h('meta', { name: 'color-scheme', content: 'light dark' }),
        h('meta', { name: 'robots', content: 'noindex' }),
        h('link', { rel: 'icon', href: 'data:,' }),
        h('link', { rel: 'stylesheet', href: toUrl(place, '/style.css') }),
      ),
      h(
        'body',
        null,
        h('a', { href: '#content', class: 'skip' }, 'Skip to the content'),
        h(
          'header',
          null,
          h('p', { class: 'brand' }, h('strong', null, 'Vial'), ' inspector'),
          h(
            'nav',
            { 'aria-label': 'Inspector' },
            h(
              'ul',
              null,
              inspectorPages.map(([path, title]) => {
                const isCurrent = path === current || (path !== '' && current.startsWith(`${path}/`))
                const attributes = isCurrent ? { 'aria-current': 'page' as const } : {}
                return h('li', { key: path }, h('a', { href: toUrl(place, path), ...attributes }, title))
              }),
            ),
          ),
          searchForm(place, current === '/search' ? (url.searchParams.get('q') ?? '') : ''),
        ),
        h('main', { id: 'content', tabIndex: -1 }, children),
        h(
          'footer',
          null,
          h('a', { href: place.base }, 'Back to the site'),
          ' · Only in development; secrets are masked.',
        ),
        h('iframe', { name: editorFrame, title: 'Opens files in the editor', hidden: true }),
      ),
    )
  }
}

function searchForm(place: Place, query: string): JSX.Element {
  return h(
    'form',
    { action: toUrl(place, '/search'), role: 'search' },
    h('input', {
      type: 'search',
      name: 'q',
      value: query,
      'aria-label': 'Search routes, requests, log, islands and settings',
      placeholder: 'Search',
    }),
    h('button', null, 'Search'),
  )
}
