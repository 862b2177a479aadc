// Declares what the inspector shows. The dev server collects it; all secrets are masked before they get here.
import type { AnswerFacts } from '../node/dev/dev-inspection.ts'

/** A header or another named value. */
export type NamedValue = readonly [name: string, value: string]

/** A step of a request, in milliseconds since the request arrived. */
export interface RecordedStep {
  readonly name: string
  readonly start: number
  readonly duration: number
}

/** An entry of the log. */
export interface RecordedLine {
  /** Milliseconds since 1970. */
  readonly time: number
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly text: string
  /** The request during which it was written, if there was one. */
  readonly request: number | undefined
}

/** A request of the site and what happened to it. */
export interface RecordedRequest {
  /** Counted from 1 since the dev server started. */
  readonly id: number
  readonly method: string
  /** With the query, in which secrets are masked. */
  readonly target: string
  /** Milliseconds since 1970. */
  readonly time: number
  /** 0 while there is no response. */
  readonly status: number
  /** In milliseconds; `undefined` while the response is not complete. */
  readonly duration: number | undefined
  /** Whether the visitor left before the response was complete. */
  readonly isAborted: boolean
  readonly requestHeaders: readonly NamedValue[]
  readonly responseHeaders: readonly NamedValue[]
  readonly steps: readonly RecordedStep[]
  readonly lines: readonly RecordedLine[]
  /** `undefined` for a request that the site has not answered, for example because it could not be loaded. */
  readonly facts: AnswerFacts | undefined
}

/** A route, with the names of files as an author types them. */
export interface InspectedRoute {
  readonly pattern: string
  readonly file: string
  readonly kind: string
  /** With the names of actions, and `socket`; `?` if the file does not say. */
  readonly methods: readonly string[]
  readonly middleware: readonly string[]
  readonly layouts: readonly string[]
  /** The nearest error page of each kind: `404`, `error`. */
  readonly errors: readonly NamedValue[]
  /** The files of the islands found so far. */
  readonly islands: readonly string[]
}

export interface InspectedRoutes {
  readonly routes: readonly InspectedRoute[]
  /** Conflicts between files, which keep the site from starting. */
  readonly problems: readonly string[]
}

/** An island and what it costs. */
export interface InspectedIsland {
  readonly file: string
  readonly hydrate: string
  /** The size of its own file in the last build, compressed with gzip, in bytes. */
  readonly own: number | undefined
  /** With everything that it imports. */
  readonly total: number | undefined
  /** The patterns of the routes that use it. */
  readonly routes: readonly string[]
}

export interface InspectedVariable {
  readonly name: string
  /** Masked; `undefined` if it is not set. */
  readonly value: string | undefined
  /** Where it is set. */
  readonly origin: string
}

/** What `vial check` or `vial doctor` has found. */
export interface Finding {
  readonly command: 'vial check' | 'vial doctor'
  readonly level: 'error' | 'warning' | 'ok'
  readonly message: string
}

/** What the inspector asks the dev server. */
export interface InspectorSource {
  /** Newest first. */
  requests(): readonly RecordedRequest[]
  /** Newest first. */
  lines(): readonly RecordedLine[]
  /**
   * Calls back after each request.
   *
   * @returns A function that ends the subscription
   */
  subscribe(listener: (request: RecordedRequest) => void): () => void
  routes(): Promise<InspectedRoutes>
  /** Describes in sentences what answers a request, as `vial match` does. */
  match(method: string, target: string): Promise<readonly string[]>
  islands(): Promise<readonly InspectedIsland[]>
  environment(): readonly InspectedVariable[]
  findings(): Promise<readonly Finding[]>
}
