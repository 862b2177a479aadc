// The props of pages, layouts, error pages and the document shell.
import type { ComponentChildren } from 'preact'
import type { HttpError } from '../http/http-error.ts'
import type { SessionObject } from '../session/session.ts'
import { type Context, takeFlashes } from './context.ts'
import type { Exchange } from './exchange.ts'
import type { RouteData, RouteForm, RouteId, RouteParams, RouteSearch } from './register.ts'

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
  const props = {
    data,
    form: input.form,
    params: ctx.params,
    search: ctx.search,
    status: ctx.status,
    children: undefined,
    [source]: { ctx, exchange },
  }
  Object.defineProperty(props, 'url', urlProperty)
  Object.defineProperty(props, 'session', sessionProperty)
  Object.defineProperty(props, 'flash', flashProperty)
  Object.defineProperty(props, 'nonce', nonceProperty)
  return isInnermost && input.extra ? Object.assign(props, input.extra) : props
}

// Shared descriptors of own properties: half the cost of getters in the literal, and `{...props}` keeps them.
const source: unique symbol = Symbol('source')
type Props = { [source]: { ctx: Context; exchange: Exchange } }
const urlProperty = lazily((props) => props[source].ctx.url)
const sessionProperty = lazily(({ [source]: { ctx, exchange } }) =>
  exchange.sessionDisabled ? noSession : ctx.session,
)
const flashProperty = lazily(({ [source]: { exchange } }) =>
  exchange.sessionDisabled ? [] : takeFlashes(exchange),
)
// A shell that is written for all pages takes the session apart on those that have none, too.
const noSession = Object.freeze({})
const nonceProperty = lazily((props) => props[source].ctx.nonce)

function lazily(read: (props: Props) => unknown): PropertyDescriptor {
  return {
    enumerable: true,
    configurable: true,
    get(this: Props) {
      return read(this)
    },
  }
}
