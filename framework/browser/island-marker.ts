// What the server tells the browser about an island, in the comment in front of its HTML.

/** When an island hydrates; a media query stands in parentheses. */
export type Hydration = 'load' | 'idle' | 'visible' | 'interaction' | 'only' | `(${string})`

declare module 'preact' {
  namespace JSX {
    interface IntrinsicAttributes {
      /** On an island: when it hydrates (default: what its file says, else load). */
      hydrate?: Hydration
    }
  }
}

/** Written as JSON into `<!--vial {…}-->`; the island ends with `<!--/vial-->`. Short names: every visitor loads them. */
export interface IslandMarker {
  /** The file of the island's code, as the loader of the page takes it. */
  readonly m: string
  /** The name of its export (default: default). */
  readonly n?: string
  /** When it hydrates (default: load). */
  readonly w?: Hydration
  /** Its number on the page, for ids that `useId` makes alike on both sides. */
  readonly i: number
  /** Its props, as far as JSON can carry them. */
  readonly p: Record<string, unknown>
  /** The files that prepare the other props. */
  readonly r?: readonly string[]
  /** Props that need devalue. */
  readonly d?: string
  /** The names of the props that are HTML of the server. */
  readonly s?: readonly string[]
}

/** Loads a file of the site, named in a marker. */
export type LoadFile = (file: string) => Promise<object>

/**
 * Makes an island live.
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

/** Completes the props of an island, before it is made live. */
export type PrepareProps = (
  props: Record<string, unknown>,
  marker: IslandMarker,
  nodes: readonly ChildNode[],
) => void
