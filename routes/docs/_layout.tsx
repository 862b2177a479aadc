// The layout of the documentation: the list of pages at the side, and a link to the next page below.
import { type LayoutProps, href, isActive } from 'vial'
import './docs.css'
import { docsPages } from './_pages.ts'

export default function DocsLayout({ children }: LayoutProps) {
  const index = docsPages.findIndex(({ route }) => isActive(href(route)))
  const next = index < 0 ? undefined : docsPages[index + 1]
  return (
    <div class="docs site-width">
      <nav class="docs-nav" aria-label="Documentation">
        <ul>
          {docsPages.map(({ route, title }, position) => (
            <li key={route}>
              <a href={href(route)} aria-current={position === index ? 'page' : undefined}>
                {title}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <article class="prose">
        {children}
        {next && index > 0 && (
          <p class="docs-next">
            Next: <a href={href(next.route)}>{next.title}</a>
          </p>
        )}
      </article>
    </div>
  )
}
