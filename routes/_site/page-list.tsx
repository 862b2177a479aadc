// A list of pages with a summary of each.
import { type RouteId, href } from 'vial'
import './page-list.css'

export interface ListedPage {
  /** A route without parameters, or with a language that it does not require. */
  route: Exclude<RouteId, `${string}[${string}`> | '/examples/languages/[[lang=locale]]'
  title: string
  summary: string
}

export interface PageListProps {
  pages: readonly ListedPage[]
  /** The level of the headings (default: 2). */
  level?: 2 | 3
}

export function PageList({ pages, level = 2 }: PageListProps) {
  return (
    <ul class="page-list">
      {pages.map(({ route, title, summary }) => {
        const link = <a href={href(route)}>{title}</a>
        return (
          <li key={route}>
            {level === 2 ? <h2>{link}</h2> : <h3>{link}</h3>}
            <p>{summary}</p>
          </li>
        )
      })}
    </ul>
  )
}
