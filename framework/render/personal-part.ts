// Renders personal parts on the server: in place, or as a hole in a page that all visitors share.
import { parse } from 'devalue'
import { type ComponentChildren, type ComponentType, type FunctionComponent, type JSX, h } from 'preact'
import { jsxTemplate } from 'preact/jsx-runtime'
import type { Hole, PageTemplate } from '../http/page-template.ts'
import { prepareIslandProps } from './island-props.ts'
import { createPageHoles } from './page-holes.ts'
import type { TreeMemo } from './render-tree.ts'
import { type PageState, readPageState } from './request-context.ts'

/** What a `*.personal.tsx` file exports. */
export interface PersonalModule {
  readonly default: ComponentType<never>
  readonly loader?: (ctx: never) => unknown
}

/** A personal part of the site. */
export interface PersonalPart extends PersonalModule {
  /** The file, relative to the project, such as `routes/_site/user-name.personal.tsx`. */
  readonly file: string
  readonly memo: TreeMemo
}

/** The parts whose modules have been loaded, by file. */
const parts = new Map<string, PersonalPart>()

/** Finds a part by its file; `undefined` if its module has not been loaded in this process. */
export function findPersonalPart(file: string): PersonalPart | undefined {
  return parts.get(file)
}

/** Tells whether all parts of a page are known to this process. A part is known once a page that imports it was loaded. */
export function canFill({ holes }: Pick<PageTemplate, 'holes'>): boolean {
  return holes.every(isKnown)
}

function isKnown({ file, slots }: Hole): boolean {
  return findPersonalPart(file) !== undefined && Object.values(slots ?? {}).every(canFill)
}

/**
 * Turns a component into a personal part.
 *
 * Its props are those of the component without `data`, and `fallback`. They must be plain data or elements, on every page.
 *
 * @param file The file, relative to the project
 */
export function createPersonal(
  module: PersonalModule,
  file: string,
): FunctionComponent<Record<string, unknown>> {
  const part: PersonalPart = {
    file,
    default: module.default,
    ...(module.loader && { loader: module.loader }),
    memo: { isAsync: false },
  }
  parts.set(file, part)
  return Personal

  function Personal({ fallback, ...props }: Record<string, unknown>): JSX.Element {
    const page = readPageState()
    const rest = fallback as ComponentChildren
    // Outside a page, render a normal component.
    if (!page?.personal) return h(part.default as ComponentType, props)
    const given = prepareIslandProps(props, file, refuseSignal, refusal)
    if (!page.isShared) return h(PartInPlace, { page, part, props, rest })
    page.holes ??= createPageHoles()
    return page.holes.add(file, given, rest)
  }
}

const refusal = 'cannot be passed to a personal part. Pass plain data, or create it inside the part.'

function refuseSignal(): never {
  throw new Error('a signal: pass its value')
}

interface PlaceProps {
  readonly page: PageState
  readonly part: PersonalPart
  readonly props: Readonly<Record<string, unknown>>
  readonly rest: ComponentChildren
}

// Declared as async, so that it runs once: the synchronous attempt at a page stops in front of such components.
async function PartInPlace({ page, part, props, rest }: PlaceProps): Promise<ComponentChildren> {
  const html = await page.personal!.renderInPlace(page, part, props)
  return html === undefined ? rest : jsxTemplate([html])
}

/**
 * Restores the props of a part from its hole.
 *
 * @param fillSlot Renders HTML of the page that contains other holes
 */
export function readHoleProps(
  { json, text, slots }: Hole,
  fillSlot: (slot: NonNullable<Hole['slots']>[string]) => Promise<string>,
): Record<string, unknown> {
  const props: Record<string, unknown> = json === undefined ? {} : JSON.parse(json)
  if (text !== undefined) Object.assign(props, parse(text))
  for (const [name, slot] of Object.entries(slots ?? {})) {
    props[name] =
      slot.holes.length > 0 ? h(FilledSlot, { fill: () => fillSlot(slot) }) : jsxTemplate([slot.html])
  }
  return props
}

/** HTML of the page with parts of its own, which run only if the part around them shows it. */
async function FilledSlot({ fill }: { fill: () => Promise<string> }): Promise<JSX.Element> {
  return jsxTemplate([await fill()])
}
