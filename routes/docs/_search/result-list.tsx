// The results below the search field: options that are links, so that a click may open a new tab.
import { publicUrl } from 'vial'
import type { FoundSection } from './search-docs.ts'

export interface ResultListProps {
  text: string
  sections: readonly FoundSection[]
  selected: number
  onChoose(): void
}

export function ResultList({ text, sections, selected, onChoose }: ResultListProps) {
  if (sections.length === 0) return <p class="docs-found">No page contains “{text}”.</p>
  return (
    // The focus stays in the field, which names the selected option. Without tabIndex, a list that scrolls takes it.
    <div class="docs-found" tabIndex={-1} id="docs-found" role="listbox" aria-label="Results">
      {sections.map(({ id, title, heading, excerpt }, position) => (
        <a
          key={id}
          id={optionId(position)}
          role="option"
          href={publicUrl(id)}
          tabIndex={-1}
          aria-selected={position === selected}
          onClick={onChoose}
          // The focus stays in the field.
          onMouseDown={(event) => event.preventDefault()}
        >
          <b>{heading || title}</b>
          <small>{heading ? `${title} · ${excerpt}` : excerpt}</small>
        </a>
      ))}
    </div>
  )
}

/** The id of an option, for `aria-activedescendant`. */
export function optionId(position: number): string {
  return `docs-found-${position}`
}
