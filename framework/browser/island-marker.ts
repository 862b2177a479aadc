// The marker of an island: data for the browser, in a comment in front of the island's HTML.

/** When an island hydrates: a strategy, or a media query in parentheses. */
export type Hydration = 'load' | 'idle' | 'visible' | 'interaction' | 'only' | `(${string})`

declare module 'preact' {
  namespace JSX {
    interface IntrinsicAttributes {
      /** On an island: when it hydrates (default: the `hydrate` export of its file, otherwise `load`). */
      hydrate?: Hydration
    }
  }
}

/** JSON in `<!--vial {…}-->`. The island ends with `<!--/vial-->`. The names are short because every page contains them. */
export interface IslandMarker {
  /** The file with the island's code, for the loader of the page. */
  readonly m: string
  /** The name of its export (default: default). */
  readonly n?: string
  /** When it hydrates, and the file that waits for that (default: when the page has loaded). */
  readonly w?: Hydration
  readonly f?: string
  /** Its number on the page, so that `useId` creates the same ids on the server and in the browser. */
  readonly i: number
  /** The props that JSON can carry. */
  readonly p: Record<string, unknown>
  /** The files that prepare the other props. */
  readonly r?: readonly string[]
  /** The props that devalue serialized. */
  readonly d?: string
  /** The names of the props that are server-rendered HTML. */
  readonly s?: readonly string[]
}

/** Loads a file of the site by its name in a marker. */
export type LoadFile = (file: string) => Promise<object>

/**
 * Hydrates an island.
 *
 * @param nodes Its HTML
 * @param end The comment after it
 */
export type HydrateIsland = (
  marker: IslandMarker,
  nodes: readonly ChildNode[],
  end: ChildNode,
  load: LoadFile,
) => Promise<void>

/** Hydrates an island when its strategy says so. */
export type ScheduleHydration = (
  when: Hydration,
  nodes: readonly ChildNode[],
  end: ChildNode,
  start: () => Promise<void>,
) => void

/** Completes the props of an island before it hydrates. */
export type PrepareProps = (
  props: Record<string, unknown>,
  marker: IslandMarker,
  nodes: readonly ChildNode[],
) => void
