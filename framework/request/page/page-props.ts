// Declares and creates the props of pages, layouts, error pages and the app document.
import type { ComponentChildren } from 'preact'
import type { HttpError } from '../../http/http-error.ts'
import type { SessionObject } from '../../session/session-object.ts'
import { takeFlashes } from '../context/create-context.ts'
import type { RouteData, RouteForm, RouteId, RouteParams, RouteSearch } from '../context/register.ts'
import type { RequestState } from '../context/request-state.ts'

/** A message for the visitor that is saved until a page shows it. */
export interface Flash {
  kind: string
  message: string
}

/** The props of a page; `Route` is its pattern, such as `PageProps<'/notes/[id=int]'>`. */
export interface PageProps<Route extends RouteId | undefined = undefined> {
  /** What the loader returned. */
  data: RouteData<Route>
  /** What a POST, PUT, PATCH or DELETE handler returned, if the page is rendered again after it. */
  form: RouteForm<Route>
  url: URL
  params: RouteParams<Route>
  search: RouteSearch<Route>
  /** The visitor's session. Pass it on by name: `{...props}` does not include `session`, `flash` and `nonce`. */
  session: SessionObject
  /** The flash messages that have not been shown yet. Reading them counts as showing. */
  flash: Flash[]
  status: number
  nonce: string
  children?: ComponentChildren
}

/** The props of a `_layout`; `Data` is what its loader returns. */
export interface LayoutProps<Data = unknown> extends Omit<PageProps, 'data'> {
  data: Data
  children: ComponentChildren
}

/** The props of `_app`, the app document. */
export interface AppProps extends Omit<PageProps, 'data' | 'form' | 'search'> {
  children: ComponentChildren
}

/** The props of `_error`, `_404` and the other error pages. */
export interface ErrorProps {
  /** Its message is safe to show. */
  error: HttpError
  status: number
  requestId: string
  url: URL
  session: SessionObject
}

/** Input for rendering a page, in addition to its data. */
export interface PageInput {
  readonly form?: unknown
  /** Additional props for the innermost component, such as those of an error page. */
  readonly extra?: object
}

export type PropsWithChildren = { children?: ComponentChildren }

/** Creates the props of one component. */
export function createProps(state: RequestState, data: unknown, form: PageInput['form']): PropsWithChildren {
  const { ctx, params, reply } = state
  const props = Object.create(propsPrototype)
  props[stateKey] = state
  props.data = data
  props.form = form
  props.params = params
  props.search = ctx.search
  props.status = reply.status
  Object.defineProperty(props, 'url', lazyUrl)
  props.children = undefined
  return props
}

/** The props of a personal part: those that the page passes to it, and its data. */
export interface PersonalProps<Loader = undefined> {
  /** What the loader of the file returned. */
  data: Loader extends (...input: never[]) => infer Data ? Exclude<Awaited<Data>, Response> : Loader
  /** The visitor's session. */
  session: SessionObject
  /** The flash messages that have not been shown yet. Reading them counts as showing. */
  flash: Flash[]
  nonce: string
}

/** Creates the props of a personal part. */
export function createPartProps(
  state: RequestState,
  props: Readonly<Record<string, unknown>>,
  data: unknown,
): object {
  const own = Object.create(propsPrototype)
  own[stateKey] = state
  own.data = data
  for (const name of Object.keys(props)) {
    // Assignment would call the setter of the prototype, which has none.
    Object.defineProperty(own, name, { value: props[name], enumerable: true, writable: true })
  }
  return own
}

const stateKey: unique symbol = Symbol('state')
type Props = { [stateKey]: RequestState }

// Own, so that `{...props}` includes it, but parsed on first use: most components never ask.
const lazyUrl: PropertyDescriptor = {
  get() {
    return stateOf(this as object).ctx.url
  },
  enumerable: true,
  configurable: true,
}

// The app document is shared by all pages, so it may read the session even on pages that have none.
const noSession = Object.freeze({})

// These getters are inherited so that `{...props}` neither opens the session nor counts as showing the messages. Defining
// getters on each props object would also cost more than rendering a small component.
const propsPrototype = {
  get session(): object {
    const { ctx, plan } = stateOf(this)
    return plan.settings.hasSession ? ctx.session : noSession
  },
  get flash(): Flash[] {
    const state = stateOf(this)
    return state.plan.settings.hasSession ? takeFlashes(state) : []
  },
  get nonce(): string {
    return stateOf(this).ctx.nonce
  },
}

function stateOf(props: object): RequestState {
  return (props as Props)[stateKey]
}
