// Declares the types that a site augments: its routes (generated), locals and environment.
import type { StandardSchemaV1 } from '@standard-schema/spec'

/** Collects the routes of a site; `.vial/types/routes.d.ts` fills it in. */
// biome-ignore lint/suspicious/noEmptyInterface: sites augment it
export interface Register {}

/** Describes `ctx.locals`, the site's values for one request; augment it in `declare module 'vial'`. */
// biome-ignore lint/suspicious/noEmptyInterface: sites augment it
export interface Locals {}

/** Describes `ctx.app.locals`, the site's values for the whole process; augment it in `declare module 'vial'`. */
// biome-ignore lint/suspicious/noEmptyInterface: sites augment it
export interface AppLocals {}

/** Describes `ctx.env`, the checked environment; augment it in `declare module 'vial'`. */
// biome-ignore lint/suspicious/noEmptyInterface: sites augment it
export interface Env {}

type UntypedRoute = { params: Record<string, unknown>; module: object }
type Routes = Register extends { routes: infer Known } ? Known : Record<string, UntypedRoute>

/** Names a route of this site by its pattern, such as `/notes/[id=int]`. */
export type RouteId = keyof Routes & string

// Nothing is known about a route before the types are generated, or about `Context` without a route.
type IsKnown<Route> = string extends RouteId
  ? false
  : IsAny<Route> extends true
    ? false
    : Route extends RouteId
      ? true
      : false
type IsAny<Type> = 0 extends 1 & Type ? true : false
type Part<Route, Name> = Route extends keyof Routes
  ? Name extends keyof Routes[Route]
    ? Routes[Route][Name]
    : never
  : never

/** The parameters of a route, converted by its matchers. */
export type RouteParams<Route> = IsKnown<Route> extends false ? UntypedRoute['params'] : Part<Route, 'params'>

/** The output of a route's `search` schema; `undefined` without one. */
export type RouteSearch<Route> = IsKnown<Route> extends false ? unknown : SearchOf<Part<Route, 'module'>>

/** What a route's `loader` returns to its component; `undefined` without one. */
export type RouteData<Route> = IsKnown<Route> extends false ? unknown : DataOf<Part<Route, 'module'>>

/** What the handlers of a page return, with which the page is rendered again. */
export type RouteForm<Route> = IsKnown<Route> extends false ? unknown : FormOf<Part<Route, 'module'>>

type SearchOf<Module> = Module extends { search: infer Schema extends StandardSchemaV1 }
  ? StandardSchemaV1.InferOutput<Schema>
  : undefined
type DataOf<Module> = 'loader' extends keyof Module ? ResultOf<Module['loader']> : undefined
type FormOf<Module> = 'actions' extends keyof Module
  ? NamelessForm<HandlerForm<Module>> | ActionForm<Module['actions']> | undefined
  : HandlerForm<Module> | undefined
type HandlerForm<Module> = ResultOf<Module[keyof Module & ('POST' | 'PUT' | 'PATCH' | 'DELETE')]>
// `form.action` tells the members of the union apart, so each of them has it.
type NamelessForm<Form> = Form extends object ? Form & { action?: undefined } : Form
type ActionForm<Actions> = {
  [Name in keyof Actions]: NamedForm<ResultOf<Actions[Name]>, Name>
}[keyof Actions]
type NamedForm<Form, Name> = Form extends object
  ? ('action' extends keyof Form ? Omit<Form, 'action'> : Form) & { action: Name }
  : { action: Name }

// The detours keep the compiler fast on a site with a thousand routes (bench/types.mjs): only the exports that exist are
// examined, and Promise is tried before the more expensive Awaited.
type ResultOf<Method> = Method extends (...input: never[]) => infer Result
  ? Result extends Promise<infer Value>
    ? WithoutResponse<Value>
    : WithoutResponse<Awaited<Result>>
  : never
type WithoutResponse<Value> = Value extends Response ? never : Value
