// Declares and checks what each kind of file in routes/ may export.
import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { ComponentType } from 'preact'
import { findDefaultProblem, findExportProblem, readLoadedExports } from '../../routing/export-rules.ts'
import type { RouteConfig } from '../../routing/route-config.ts'
import type { Head } from '../../render/head.ts'
import type { SocketOf } from '../../realtime/socket.ts'
import type { Context } from '../context/context.ts'
import type { ManifestFile } from '../pipeline/manifest.ts'
import type { Middleware } from '../pipeline/middleware.ts'

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
  /** The forms of a page, by the name in their URL: `?/rename` calls `actions.rename`. */
  actions?: Readonly<Record<string, Handler>>
  socket?: SocketOf<Context>
  head?: HeadExport
  middleware?: Middleware | readonly Middleware[]
  search?: StandardSchemaV1
  config?: RouteConfig
  /** Lists the parameters of all pages to prerender, for `config.prerender`. */
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
 * @param path The file's path below `routes/`, for messages
 * @returns The same module, typed
 * @throws Error in the form "where: what is wrong. What to do."
 */
export function checkRouteModule(module: object, path: string): RouteModule {
  const problem = findExportProblem(readLoadedExports(module))
  if (problem) throw new Error(`routes/${path}: ${problem}`)
  return module as RouteModule
}

/**
 * Checks the default export of a special file, such as `_layout` or `_server`.
 *
 * @param module The loaded module
 * @throws Error in the form "where: what is wrong. What to do."
 */
export function checkDefaultExport({ kind, path }: ManifestFile, module: object): void {
  const problem = findDefaultProblem(kind, readLoadedExports(module))
  if (problem) throw new Error(`routes/${path}: ${problem}`)
}
