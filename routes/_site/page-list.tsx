// A list of pages with a summary of each.
import { type RouteId, href } from 'vial'
import './page-list.css'

export interface ListedPage {
  /** A route without parameters. */
  route: Exclude<RouteId, `${string}[${string}`>
  title: string
  summary: string
}

export function PageList({ pages }: { pages: readonly ListedPage[] }) {
  return (
    <ul class="page-list">
      {pages.map(({ route, title, summary }) => (
        <li key={route}>
          <h2>
            <a href={href(route)}>{title}</a>
          </h2>
          <p>{summary}</p>
        </li>
      ))}
    </ul>
  )
}
