// Links to the pages of the list.
import { href } from 'vial'

export interface PagerProps {
  page: number
  pages: number
  q: string
}

export function Pager({ page, pages, q }: PagerProps) {
  if (pages === 1) return null
  return (
    <nav class="pager" aria-label="Pages of notes">
      {page > 1 && (
        <a rel="prev" href={toHref(page - 1)}>
          Newer
        </a>
      )}
      <ol>
        {listNearby(page, pages).map((number) => (
          <li key={number}>
            <a
              href={toHref(number)}
              aria-label={`Page ${number}`}
              aria-current={number === page ? 'page' : undefined}
            >
              {number}
            </a>
          </li>
        ))}
      </ol>
      {page < pages && (
        <a rel="next" href={toHref(page + 1)}>
          Older
        </a>
      )}
    </nav>
  )

  function toHref(number: number): string {
    return href('/notes', {}, { query: { q: q || undefined, page: number === 1 ? undefined : number } })
  }
}

/** The first page, the last one, and those around the current one. */
function listNearby(page: number, pages: number): number[] {
  const wanted = new Set([1, page - 1, page, page + 1, pages])
  return [...wanted].filter((number) => number >= 1 && number <= pages).sort((a, b) => a - b)
}
