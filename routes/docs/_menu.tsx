// The grouped list of all documentation pages. It folds without JavaScript.
import { href } from 'vial'
import { version } from 'virtual:docs'
import { docsGroups } from './_groups.ts'
import type { DocsRoute } from './_pages.ts'
import './menu.css'

export function Menu({ current }: { current: DocsRoute | undefined }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: keyboard users scroll it with the arrow keys
    <nav class="docs-menu" aria-label="Documentation" tabIndex={0}>
      <details class="docs-fold">
        <summary>All pages</summary>
        <div class="menu-groups">
          <p class="menu-version">
            <a href={href('/docs')} aria-current={current === '/docs' ? 'page' : undefined}>
              Documentation
            </a>{' '}
            {version}
          </p>
          {docsGroups.map(({ title, pages }) => (
            <details key={title} class="menu-group" open>
              <summary>{title}</summary>
              <ul>
                {pages.map((page) => (
                  <li key={page.route}>
                    <a href={href(page.route)} aria-current={page.route === current ? 'page' : undefined}>
                      {page.title}
                    </a>
                  </li>
                ))}
              </ul>
            </details>
          ))}
        </div>
      </details>
    </nav>
  )
}
