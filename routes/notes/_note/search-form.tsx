// The search above the list of notes. It is a GET form, so every search has its own URL.
import { href } from 'vial'

export interface SearchFormProps {
  /** The search text of the notes below. */
  q: string
  total: number
  /** Whether the live search has failed. */
  hasFailed?: boolean
  onText?: (text: string) => void
}

export function SearchForm({ q, total, hasFailed = false, onText }: SearchFormProps) {
  return (
    <search>
      <form class="search" action={href('/notes')}>
        <label for="q">Search title and text</label>
        <div class="search-row">
          <input
            id="q"
            name="q"
            type="search"
            defaultValue={q}
            maxlength={100}
            autocomplete="off"
            onInput={onText && ((event) => onText(event.currentTarget.value))}
          />
          <button type="submit" class="button button-quiet">
            Search
          </button>
        </div>
        <p class="search-count">
          <span aria-live="polite" aria-atomic="true">
            {hasFailed ? failed : `${total === 1 ? '1 note' : `${total} notes`}${q && ` with “${q}”`}`}
          </span>
          {q && (
            <>
              {' '}
              · <a href={href('/notes')}>Show all</a>
            </>
          )}
        </p>
      </form>
    </search>
  )
}

const failed = 'Live search is not available at the moment. Press Search.'
