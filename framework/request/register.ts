// The types that a site adds to: its routes (generated), session, locals and environment.
import type { StandardSchemaV1 } from '@standard-schema/spec'

/** Collects the routes of a site; `.vial/types/routes.d.ts` fills it in. */
// biome-ignore lint/suspicious/noEmptyInterface: sites augment it
export interface Register {}

/** Describes `ctx.locals`, a site's own values for one request; augment it in `declare module 'vial'`. */
// biome-ignore lint/suspicious/noEmptyInterface: sites augment it
export interface Locals {}

/** Describes `ctx.app.locals`, a site's own values for the whole process; augment it in `declare module 'vial'`. */
// biome-ignore lint/suspicious/noEmptyInterface: sites augment it
export interface AppLocals {}

/** Describes `ctx.env`, the checked environment; augment it in `declare module 'vial'`. */
// biome-ignore lint/suspicious/noEmptyInterface: sites augment it
export interface Env {}

type UntypedRoute = { params: Record<string, unknown>; module: object }
type Routes = Register extends { routes: infer Known } ? Known : Record<string, UntypedRoute>
type Entry<Route> = Route extends keyof Routes ? Routes[Route] : UntypedRoute
type Module<Route> = Entry<Route> extends { module: infer Found } ? Found : object
type Method = 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Names a route of this site by its pattern, such as `/notes/[id=int]`. */
export type RouteId = keyof Routes & string

// Nothing is known of a route before the types are generated, nor of `Context` without a route.
type IsKnown<Route> = string extends RouteId ? false : Route extends RouteId ? true : false

/** Gives the parameters of a route, converted by its matchers. */
export type RouteParams<Route> = Entry<Route> extends { params: infer Params } ? Params : never

/** Gives what a route's `search` schema makes of the query, `undefined` without one. */
export type RouteSearch<Route> =
  IsKnown<Route> extends false
    ? unknown
    : Module<Route> extends { search: infer Schema extends StandardSchemaV1 }
      ? StandardSchemaV1.InferOutput<Schema>
      : undefined

/** Gives what a route's `loader` returns to its component, `undefined` without one. */
export type RouteData<Route> =
  IsKnown<Route> extends false
    ? unknown
    : Module<Route> extends { loader: (...input: never[]) => infer Result }
      ? Exclude<Awaited<Result>, Response>
      : undefined

/** Gives what the handlers of a page return for it to render again with. */
export type RouteForm<Route> =
  IsKnown<Route> extends false
    ? unknown
    : { [Name in Method]: FormOf<Module<Route>, Name> }[Method] | undefined

type FormOf<Found, Name extends Method> = Found extends {
  [Key in Name]: (...input: never[]) => infer Result
}
  ? Exclude<Awaited<Result>, Response | undefined>
  : undefined
