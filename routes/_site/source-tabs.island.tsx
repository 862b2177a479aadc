// Shows one of several source files at a time, chosen with tabs. Without JavaScript, these are links to the files below.
import type { TargetedKeyboardEvent } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'

export interface SourceTabsProps {
  /** The names on the tabs. */
  names: readonly string[]
  /** The ids of the elements that the tabs show. */
  panels: readonly string[]
}

export default function SourceTabs({ names, panels }: SourceTabsProps) {
  /** Known once this runs in the browser. */
  const [selected, setSelected] = useState<number>()
  const list = useRef<HTMLDivElement>(null)
  const isReady = selected !== undefined

  useEffect(() => {
    const stop = new AbortController()
    panels.forEach((id, index) => {
      const panel = document.getElementById(id)
      // A browser that finds text in a hidden file shows it.
      panel?.addEventListener('beforematch', () => setSelected(index), { signal: stop.signal })
    })
    setSelected(Math.max(0, panels.indexOf(location.hash.slice(1))))
    return () => stop.abort()
  }, [panels])

  useEffect(() => {
    if (!isReady) return
    panels.forEach((id, index) => {
      const panel = document.getElementById(id)
      // Together with `hidden`: a screen reader never meets several open panels.
      panel?.setAttribute('role', 'tabpanel')
      panel?.setAttribute('aria-label', names[index]!)
      if (index === selected) panel?.removeAttribute('hidden')
      else panel?.setAttribute('hidden', 'until-found')
    })
  }, [isReady, selected, names, panels])

  function choose(event: Event, index: number): void {
    event.preventDefault()
    setSelected(index)
  }

  function move(event: TargetedKeyboardEvent<HTMLElement>, index: number): void {
    const next = targetOf(event.key, index, names.length)
    if (next === undefined) return
    choose(event, next)
    list.current?.querySelectorAll('a')[next]?.focus()
  }

  return (
    <div class="source-tabs" ref={list} {...(isReady && { role: 'tablist', 'aria-label': 'Source files' })}>
      {names.map((name, index) => (
        <a
          key={name}
          href={`#${panels[index]}`}
          {...(isReady && {
            role: 'tab',
            'aria-selected': index === selected,
            'aria-controls': panels[index],
            // One stop of the Tab key: the arrow keys lead to the others.
            tabIndex: index === selected ? 0 : -1,
            onClick: (event: Event) => choose(event, index),
            onKeyDown: (event: TargetedKeyboardEvent<HTMLElement>) => move(event, index),
          })}
        >
          {name}
        </a>
      ))}
    </div>
  )
}

/** Returns the tab that a key leads to, as the ARIA pattern for tabs suggests. */
function targetOf(key: string, index: number, count: number): number | undefined {
  const target = { ArrowRight: index + 1, ArrowLeft: index - 1 + count, Home: 0, End: count - 1, ' ': index }[
    key
  ]
  return target === undefined ? undefined : target % count
}
