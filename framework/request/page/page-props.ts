// The props of pages, layouts, error pages and the document shell.
import type { ComponentChildren } from 'preact'
import type { HttpError } from '../../http/http-error.ts'
import type { SessionObject } from '../../session/session-object.ts'
import { type Context, takeFlashes } from '../context/context.ts'
import type { Exchange } from '../context/request-state.ts'
import type { RouteData, RouteForm, RouteId, RouteParams, RouteSearch } from '../context/register.ts'

/** A message for the visitor, kept until a page has shown it. */
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
  /** The visitor's session, as `ctx.session`. Pass it on by name: `{...props}` leaves it, `flash` and `nonce` out. */
  session: SessionObject
  /** The messages not shown yet; reading them counts as showing. */
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

/** The props of `_app`, the document shell. */
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

/** What a page is rendered with besides its data. */
export interface PageInput {
  readonly form?: unknown
  /** More props for the innermost component: those of an error page. */
  readonly extra?: object
}

/** Makes the props of one component. */
export function createProps(
  ctx: Context,
  exchange: Exchange,
  data: unknown,
  input: PageInput,
  isInnermost: boolean,
): { children?: ComponentChildren } {
  const props = Object.create(propsPrototype)
  props[source] = { ctx, exchange }
  props.data = data
  props.form = input.form
  props.params = ctx.params
  props.search = ctx.search
  props.status = ctx.status
  props.url = ctx.url
  props.children = undefined
  return isInnermost && input.extra ? Object.assign(props, input.extra) : props
}

const source: unique symbol = Symbol('source')
type Props = { [source]: { ctx: Context; exchange: Exchange } }

// A shell that is written for all pages takes the session apart on those that have none, too.
const noSession = Object.freeze({})

// Inherited, so that `{...props}` neither opens the session nor counts as showing the messages; and making own getters
// for every component of every page costs more than rendering a small one.
const propsPrototype = {
  get session(): object {
    const { ctx, exchange } = (this as unknown as Props)[source]
    return exchange.sessionDisabled ? noSession : ctx.session
  },
  get flash(): Flash[] {
    const { exchange } = (this as unknown as Props)[source]
    return exchange.sessionDisabled ? [] : takeFlashes(exchange)
  },
  get nonce(): string {
    return (this as unknown as Props)[source].ctx.nonce
  },
}
