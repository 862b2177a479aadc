// The shapes of the modules in routes/: what each kind of file may export.
import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { ComponentType } from 'preact'
import { findConfigProblem, type RouteConfig } from '../../routing/route-config.ts'
import type { Head } from '../../render/head.ts'
import { writeMethods } from '../../routing/allowed-methods.ts'
import type { SocketOf } from '../../realtime/socket.ts'
import type { Context } from '../context/context.ts'
import type { Middleware } from '../pipeline/middleware.ts'

export { writeMethods }

export type Handler = (ctx: Context) => unknown
export type HeadExport = Head | ((props: never) => Head | Promise<Head>)

/** A page (with `default`) or an endpoint (without). */
export interface RouteModule {
  default?: ComponentType<never>
  loader?: Handler
  GET?: Handler
  POST?: Handler
  PUT?: Handler
  PATCH?: Handler
  DELETE?: Handler
  socket?: SocketOf<Context>
  head?: HeadExport
  middleware?: Middleware | readonly Middleware[]
  search?: StandardSchemaV1
  config?: RouteConfig
  /** The parameters of all pages that `config.prerender` makes. */
  paths?: () => unknown
}

/** A `_layout`, `_app` or error file. */
export interface ComponentModule {
  default: ComponentType<never>
  loader?: Handler
  head?: HeadExport
}

/**
 * Checks what a route file exports.
 *
 * @param module The loaded module
 * @param path The file below `routes/`, for messages
 * @returns The same module, typed
 * @throws Error in the form "where: what is wrong. What to do."
 */
export function checkRouteModule(module: object, path: string): RouteModule {
  const route = module as RouteModule
  const where = `routes/${path}`
  if (route.default !== undefined && typeof route.default !== 'function') {
    throw new Error(`${where}: the default export is no component. Export a function.`)
  }
  if (route.default && route.GET) {
    throw new Error(
      `${where}: a page cannot have both a default export and GET. Rename GET to loader and return the data that the component needs.`,
    )
  }
  if (route.socket !== undefined && (typeof route.socket !== 'object' || route.socket === null)) {
    throw new Error(`${where}: socket is no object. Export one with open(peer) and message(peer, message).`)
  }
  if (!route.default && !route.GET && !route.socket && !writeMethods.some((method) => route[method])) {
    throw new Error(
      `${where}: nothing answers here. Export a default component, GET, POST, PUT, PATCH, DELETE or socket, or start the file's name with an underscore to make it private.`,
    )
  }
  const problem = route.config && findConfigProblem(route.config, route.default !== undefined)
  if (problem) throw new Error(`${where}: ${problem}`)
  return route
}
