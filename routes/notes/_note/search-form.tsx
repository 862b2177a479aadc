// The search above the list of notes. It is a GET form: a search has an address of its own.
import { href } from 'vial'

export interface SearchFormProps {
  /** What the notes below were looked up by. */
  q: string
  total: number
  /** Whether looking while somebody types did not work. */
  isStuck?: boolean
  onText?: (text: string) => void
}

export function SearchForm({ q, total, isStuck = false, onText }: SearchFormProps) {
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
            {isStuck ? stuck : `${total === 1 ? '1 note' : `${total} notes`}${q && ` with “${q}”`}`}
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

const stuck = 'Looking while you type does not work at the moment. Press Search.'
