// A list of pages with a summary of each.
import { type RouteId, href } from 'vial'
import './page-list.css'

export interface ListedPage {
  /** A route without parameters. */
  route: Exclude<RouteId, `${string}[${string}`>
  title: string
  summary: string
}

export interface PageListProps {
  pages: readonly ListedPage[]
  /** The level of the headings (default: 2). */
  level?: 2 | 3
}

export function PageList({ pages, level = 2 }: PageListProps) {
  const Heading = level === 2 ? 'h2' : 'h3'
  return (
    <ul class="page-list">
      {pages.map(({ route, title, summary }) => (
        <li key={route}>
          <Heading>
            <a href={href(route)}>{title}</a>
          </Heading>
          <p>{summary}</p>
        </li>
      ))}
    </ul>
  )
}
