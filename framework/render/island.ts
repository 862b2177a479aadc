// Renders islands on the server: components with markers that tell the browser how to hydrate them.
import {
  type ComponentChildren,
  type ComponentType,
  type FunctionComponent,
  type JSX,
  createContext,
  h,
} from 'preact'
import { useContext } from 'preact/hooks'
import { jsxTemplate } from 'preact/jsx-runtime'
import type { Hydration, IslandMarker } from '../browser/island-marker.ts'
import { findHydrationProblem } from '../routing/hydration.ts'
import { type IslandProps, prepareIslandProps } from './island-props.ts'
import { type PageIslands, createPageIslands, isImmediate } from './page-islands.ts'
import { sentWhole } from './sent-whole.ts'
import { type PageState, readPageState } from './request-context.ts'

/** What the generated code knows about an island. */
export interface IslandOrigin {
  /** The file, relative to the project, such as `routes/cart/button.island.tsx`. */
  readonly file: string
  /** The name of the export. */
  readonly name: string
  /** The file's `hydrate` export. */
  readonly hydrate?: Hydration | undefined
}

/**
 * Turns a component into an island. Inside another island, it renders as a normal component.
 *
 * @param component The component, or `undefined` if only the browser renders it. Contexts and constants, whose names look
 *   like those of components, are returned unchanged
 */
export function createIsland(
  component: ComponentType<never> | undefined,
  origin: IslandOrigin,
): FunctionComponent<Record<string, unknown>> {
  if (component !== undefined && !isComponent(component)) return component as never
  return Object.assign(Island, { [sentWhole]: true })

  function Island({ hydrate, ...props }: Record<string, unknown>): JSX.Element | null {
    const page = readPageState()
    // Inside another island, or outside a page, render a normal component.
    if (useContext(InsideIsland) || !page?.browserFiles) {
      if (component) return h(component as ComponentType, props)
      // Even if only the browser renders it, the page links its styles.
      page?.islands?.use(origin.file, 'visible')
      return null
    }
    page.islands ??= createPageIslands(page.browserFiles, page.usedNumbers, page.isHeadDone)
    const when = readHydration(hydrate ?? origin.hydrate, origin)
    const given = prepareIslandProps(props, describe(origin), page.islands.numberSignal)
    const names = Object.keys(given.slots)
    const marker = createMarker(page.islands, origin, when, given)
    const number = marker.i
    const own: Record<string, unknown> = { ...props }
    const shown = new Set<string>()
    const spare: JSX.Element[] = []
    for (const name of names) {
      const slot = { name: `${number}.${name}`, content: given.slots[name] as ComponentChildren, shown }
      own[name] = countIdsApart(h(Slot, slot), slot.name)
      spare.push(countIdsApart(h(SpareSlot, slot), slot.name))
    }
    const island =
      when === 'only' || !component ? null : countIdsApart(h(component as ComponentType, own), number)
    const html = jsxTemplate(
      [`<!--vial ${escapeComment(JSON.stringify(marker))}-->`, '', '<!--/vial-->'],
      h(InsideIsland.Provider, { value: true }, island),
      spare,
    )
    return page.isHeadDone ? jsxTemplate(['', '', ''], html, h(LateTags, { page })) : html
  }
}

/** A context is also a function. */
function isComponent(value: object): boolean {
  return typeof value === 'function' && !('Provider' in value)
}

const InsideIsland = createContext(false)

function createMarker(
  islands: PageIslands,
  origin: IslandOrigin,
  when: Hydration,
  { json, text, hasSignals, slots }: IslandProps,
): IslandMarker {
  const names = Object.keys(slots)
  const files: string[] = []
  if (text !== undefined) files.push(islands.prepareWith(hasSignals ? 'reviveSignals' : 'revive', when))
  if (names.length > 0) files.push(islands.prepareWith('moveSlots', when))
  return {
    m: islands.use(origin.file, when),
    ...(origin.name !== 'default' && { n: origin.name }),
    ...(!isImmediate(when) && { w: when, f: islands.schedule() }),
    i: islands.next(),
    p: json,
    ...(files.length > 0 && { r: files }),
    ...(text !== undefined && { d: text }),
    ...(names.length > 0 && { s: names }),
  }
}

/**
 * A comment cannot end without this character.
 *
 * @see https://html.spec.whatwg.org/multipage/syntax.html#comments
 */
function escapeComment(json: string): string {
  return json.replaceAll('>', '\\u003e')
}

/** Starts a new range of `useId` ids. Preact counts from the nearest mark, so the browser produces the same ids. */
function countIdsApart(vnode: JSX.Element, mark: number | string): JSX.Element {
  return Object.assign(vnode, { __m: [mark, 0] })
}

interface SlotProps {
  name: string
  content: ComponentChildren
  /** The slots of the island that are on the page. */
  shown: Set<string>
}

/** Server-rendered HTML inside an island. */
function Slot({ name, content, shown }: SlotProps): JSX.Element {
  shown.add(name)
  return h(
    'vial-slot',
    { style: 'display:contents', 'data-slot': name },
    h(InsideIsland.Provider, { value: false }, content),
  )
}

/** HTML that the island does not show at first, such as a closed tab. It waits in a template. */
function SpareSlot({ name, content, shown }: SlotProps): JSX.Element | null {
  if (shown.has(name)) return null
  return h('template', { 'data-slot': name }, h(InsideIsland.Provider, { value: false }, content))
}

/**
 * The tags of islands in a late part, whose page has already sent its head.
 *
 * They follow the island, because the first tag of a part, such as `<tr>`, decides how the part is moved into place.
 */
function LateTags({ page }: { page: PageState }): JSX.Element {
  return jsxTemplate([page.islands!.formatTags(page.nonce)])
}

function readHydration(given: unknown, origin: IslandOrigin): Hydration {
  if (given === undefined) return 'load'
  const problem = findHydrationProblem(given)
  if (problem !== undefined) throw new Error(`${describe(origin)}: hydrate ${problem}`)
  return given as Hydration
}

function describe({ file, name }: IslandOrigin): string {
  return name === 'default' ? file : `${file} (${name})`
}
