// Describes a page that all visitors share, and the holes in it for its personal parts.

/** The holes of a page, in a form that can be stored as JSON. The text with the fallbacks is stored separately. */
export interface PageTemplate {
  /** In the order of the text. They do not overlap. */
  readonly holes: readonly Hole[]
  /** What the islands of the page have used; `undefined` if it loads no script. */
  readonly islands?: UsedNumbers
  /** What the page changed in `ctx.headers`; only for a page that the build renders. */
  readonly changes?: HeaderChanges
}

/** The place of a personal part. */
export interface Hole {
  /** Where its fallback starts and ends in the text (UTF-16 code units). */
  readonly start: number
  readonly end: number
  /** The file of the part, relative to the project. */
  readonly file: string
  /** The props that survive JSON unchanged, as JSON: every visitor gets a new copy. */
  readonly json?: string
  /** The other props, serialized by devalue. */
  readonly text?: string
  /** The props that are HTML of the page. They may contain holes. */
  readonly slots?: Readonly<Record<string, Slot>>
}

/** HTML of the page that a part shows. */
export interface Slot {
  readonly html: string
  readonly holes: readonly Hole[]
}

/** How many numbers the islands and the signals of a page have used, so that those of its parts get others. */
export interface UsedNumbers {
  readonly islands: number
  readonly signals: number
}

/** Changes of headers; `null` for a header that was removed. */
export type HeaderChanges = readonly [name: string, value: string | null][]
