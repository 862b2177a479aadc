// The search above the list of notes. It is a GET form: a search has an address of its own.
import { href } from 'vial'

export function SearchForm({ q, total }: { q: string; total: number }) {
  return (
    <search>
      <form class="search" action={href('/notes')}>
        <label for="q">Search title and text</label>
        <div class="search-row">
          <input id="q" name="q" type="search" value={q} maxlength={100} autocomplete="off" />
          <button type="submit" class="button button-quiet">
            Search
          </button>
        </div>
        <p class="search-count">
          {total === 1 ? '1 note' : `${total} notes`}
          {q && (
            <>
              {' '}
              with “{q}” · <a href={href('/notes')}>Show all</a>
            </>
          )}
        </p>
      </form>
    </search>
  )
}
