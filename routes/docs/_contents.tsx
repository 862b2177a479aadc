// The table of contents of a documentation page. It folds without JavaScript.
import type { PageHeading } from './_build/heading-ids.ts'
import './contents.css'

export function Contents({ headings }: { headings: readonly PageHeading[] }) {
  return (
    <nav class="docs-contents" aria-label="On this page">
      {/* The title on wide screens, where nothing folds. */}
      <p class="contents-title">On this page</p>
      <details class="docs-fold">
        <summary>On this page</summary>
        <ul>
          {headings.map(({ id, text, depth }) => (
            <li key={id} class={`contents-${depth}`}>
              <a href={`#${id}`}>{text}</a>
            </li>
          ))}
        </ul>
      </details>
    </nav>
  )
}
