// The search of the documentation. Finds pages while the visitor types; without JavaScript, it is a plain form.
import type { TargetedFocusEvent } from 'preact'
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { href, publicUrl } from 'vial'
import { loadIndex } from './load-index.ts'
import { ResultList, optionId } from './result-list.tsx'
import { type FoundSection, searchDocs } from './search-docs.ts'

/** What the list shows; `undefined` while it is closed. */
interface Found {
  text: string
  sections: readonly FoundSection[]
  /** The position of the selected section. */
  selected: number
}

export default function SearchBox({ q }: { q: string }) {
  const input = useRef<HTMLInputElement>(null)
  const [found, setFound] = useState<Found>()
  const [isLive, setLive] = useState(false)

  const search = useCallback(async () => {
    try {
      const index = await loadIndex()
      const text = input.current?.value.trim() ?? ''
      // The visitor may have left the field in the meantime.
      if (document.activeElement !== input.current) return
      setFound(text === '' ? undefined : { text, sections: searchDocs(index, text), selected: 0 })
    } catch {
      // Without a connection, Enter still sends the form.
    }
  }, [])

  useEffect(() => {
    setLive(true)
    // The visitor may have begun to type before the island hydrated.
    if (document.activeElement === input.current) search()
    const onKey = (event: KeyboardEvent) => focusOnSlash(event, input.current)
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [search])

  function close(): void {
    setFound(undefined)
  }

  function closeOutside({ currentTarget, relatedTarget }: TargetedFocusEvent<HTMLElement>): void {
    if (!currentTarget.contains(relatedTarget as Node | null)) close()
  }

  function onKeyDown(event: KeyboardEvent): void {
    const target = found?.sections[found.selected]
    if (event.key === 'Escape' && found) close()
    else if (event.key === 'Enter' && target) location.assign(publicUrl(target.id))
    else if (event.key === 'ArrowDown' && found) select(found.selected + 1)
    else if (event.key === 'ArrowUp' && found) select(found.selected - 1)
    else if (event.key === 'ArrowDown') search()
    else return
    event.preventDefault()
    // The address may lead to another heading of this page.
    if (event.key === 'Enter') close()
  }

  function select(position: number): void {
    if (!found || found.sections.length === 0) return
    const selected = (position + found.sections.length) % found.sections.length
    setFound({ ...found, selected })
    document.getElementById(optionId(selected))?.scrollIntoView({ block: 'nearest' })
  }

  const hasOptions = found !== undefined && found.sections.length > 0
  const combobox = {
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-expanded': hasOptions,
    'aria-controls': 'docs-found',
    'aria-activedescendant': hasOptions ? optionId(found.selected) : undefined,
  } as const
  return (
    <search class="docs-search" onFocusOut={closeOutside}>
      <form action={href('/docs/search')}>
        <input
          ref={input}
          type="text"
          inputmode="search"
          enterkeyhint="search"
          name="q"
          defaultValue={q}
          aria-label="Search the documentation"
          aria-keyshortcuts="/"
          placeholder="Search"
          autocomplete="off"
          maxlength={200}
          onFocus={search}
          onInput={search}
          onKeyDown={onKeyDown}
          {...(isLive ? combobox : {})}
        />
        <span class="docs-search-key" aria-hidden="true">
          /
        </span>
        <button type="submit" class="button button-quiet">
          Search
        </button>
      </form>
      {found && <ResultList {...found} onChoose={close} />}
      <p class="visually-hidden" aria-live="polite">
        {found && describe(found.sections.length)}
      </p>
    </search>
  )
}

function focusOnSlash(event: KeyboardEvent, input: HTMLInputElement | null): void {
  const isTyping = (event.target as Element).closest('input, textarea, select, [contenteditable]')
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping) return
  event.preventDefault()
  input?.focus()
  input?.select()
}

function describe(count: number): string {
  return count === 1 ? '1 result' : `${count} results`
}
