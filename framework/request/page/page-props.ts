// The props of pages, layouts, error pages and the app document.
import type { ComponentChildren } from 'preact'
import type { HttpError } from '../../http/http-error.ts'
import type { SessionObject } from '../../session/session-object.ts'
import { takeFlashes } from '../context/create-context.ts'
import type { RouteData, RouteForm, RouteId, RouteParams, RouteSearch } from '../context/register.ts'
import type { RequestState } from '../context/request-state.ts'

/** A message for the visitor, saved until a page has shown it. */
export interface Flash {
  kind: string
  message: string
}

export interface PageProps<Route extends RouteId | undefined = undefined> {
  /** What the loader returned. */
  data: RouteData<Route>
  /** What a POST, PUT, PATCH or DELETE handler returned, when the page is rendered again after it. */
  form: RouteForm<Route>
  url: URL
  params: RouteParams<Route>
  search: RouteSearch<Route>
  /** The visitor's session, as `ctx.session`. Pass it on by name: `{...props}` does not include it, `flash` or `nonce`. */
  session: SessionObject
  /** The flash messages that were not shown yet; reading them counts as showing. */
  flash: Flash[]
  status: number
  nonce: string
  children?: ComponentChildren
}

/** The props of a `_layout`; `Data` is what its own loader returns. */
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

/** What a page is rendered with in addition to its data. */
export interface PageInput {
  readonly form?: unknown
  /** More props for the innermost component: those of an error page. */
  readonly extra?: object
}

export type PropsWithChildren = { children?: ComponentChildren }

/** Creates the props of one component. */
export function createProps(
  state: RequestState,
  data: unknown,
  input: PageInput,
  isInnermost: boolean,
): PropsWithChildren {
  const { ctx, params, reply } = state
  const props = Object.create(propsPrototype)
  props[stateKey] = state
  props.data = data
  props.form = input.form
  props.params = params
  props.search = ctx.search
  props.status = reply.status
  props.url = ctx.url
  props.children = undefined
  return isInnermost && input.extra ? Object.assign(props, input.extra) : props
}

const stateKey: unique symbol = Symbol('state')
type Props = { [stateKey]: RequestState }

// An app document that serves all pages may read the session on those that have none, too.
const noSession = Object.freeze({})

// Inherited, so that `{...props}` neither opens the session nor counts as showing the messages; and own getters for
// every component of every page cost more than rendering a small one.
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
