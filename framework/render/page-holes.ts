// Collects the holes of a page while it renders, and finds their places in the finished text.
import type { ComponentChildren, JSX } from 'preact'
import { jsxTemplate } from 'preact/jsx-runtime'
import type { Hole, Slot } from '../http/page-template.ts'
import type { IslandProps } from './island-props.ts'

export interface PageHoles {
  /** Adds a hole. Returns its fallback and the HTML that the page passes to the part, between marks. */
  add(file: string, props: IslandProps, fallback: ComponentChildren): JSX.Element
  /** Takes the marks out of the finished page: its text with the fallbacks, and where they are. */
  extract(document: string): Slot
}

/** Creates the holes of one page. */
export function createPageHoles(): PageHoles {
  // A random key, so that no content can imitate a mark. No stored text contains it.
  const key = `vial-${crypto.randomUUID()}`
  const found: Pick<Hole, 'file' | 'json' | 'text'>[] = []
  return {
    add(file, { json, text, slots }, fallback) {
      const hasJson = Object.keys(json).length > 0
      const number =
        found.push({
          file,
          ...(hasJson && { json: JSON.stringify(json) }),
          ...(text !== undefined && { text }),
        }) - 1
      const passed = Object.entries(slots).map(([name, content]) =>
        jsxTemplate(toMarks(`${key}:${number}:${encodeURIComponent(name)}`), content as ComponentChildren),
      )
      return jsxTemplate(toMarks(`${key}:${number}`), [fallback, passed])
    },
    extract: (document) => extract(document, key, found),
  }
}

function toMarks(name: string): string[] {
  return [`<!--${name}-->`, `<!--/${name}-->`]
}

/** A range between two marks that is still open. */
interface Range {
  text: string
  readonly holes: Hole[]
  /** The hole, unless it is the whole page. */
  readonly number?: number
  /** The prop, for the range of a slot. */
  readonly name?: string
  readonly slots?: Record<string, Slot>
}

function extract(
  document: string,
  key: string,
  found: readonly Pick<Hole, 'file' | 'json' | 'text'>[],
): Slot {
  const whole: Range = { text: '', holes: [] }
  const open: Range[] = [whole]
  let position = 0
  for (const match of document.matchAll(new RegExp(`<!--(/?)${key}:(\\d+)(?::([^>]*?))?-->`, 'g'))) {
    const range = open.at(-1)!
    range.text += document.slice(position, match.index)
    position = match.index + match[0].length
    const [, end, number, name] = match
    if (end === '') {
      open.push({
        text: '',
        holes: [],
        number: Number(number),
        ...(name === undefined ? { slots: {} } : { name: decodeURIComponent(name) }),
      })
      continue
    }
    open.pop()
    const outer = open.at(-1)!
    if (range.name === undefined) close(range, outer, found[range.number!]!)
    else outer.slots![range.name] = { html: range.text, holes: range.holes }
  }
  whole.text += document.slice(position)
  return { html: whole.text, holes: whole.holes }
}

/** Adds a finished hole to the text around it. Holes in its fallback keep their own fallbacks. */
function close({ text, slots = {} }: Range, outer: Range, hole: Pick<Hole, 'file' | 'json' | 'text'>): void {
  const start = outer.text.length
  outer.text += text
  const hasSlots = Object.keys(slots).length > 0
  outer.holes.push({ ...hole, start, end: outer.text.length, ...(hasSlots && { slots }) })
}
