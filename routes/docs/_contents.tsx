// The table of contents of a documentation page. It folds without JavaScript.
import type { PageHeading } from './_build/heading-ids.ts'
import './contents.css'

export function Contents({ headings }: { headings: readonly PageHeading[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: keyboard users scroll it with the arrow keys
    <nav class="docs-contents" aria-label="On this page" tabIndex={0}>
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
