// The shapes of the modules in routes/: what each kind of file may export.
import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { ComponentType } from 'preact'
import { parseSize } from '../http/body-limit.ts'
import type { Head } from '../render/head.ts'
import type { Context } from './context.ts'
import type { TrailingSlash } from './manifest.ts'
import type { Middleware } from './middleware.ts'

/** A route's own settings. Literals only: the build reads them too. */
export interface RouteConfig {
  /** The largest request body, in bytes or as `'64kb'`, `'10mb'` (default: the server's). */
  bodyLimit?: number | string
  /** `false`: this route neither reads nor writes the session. */
  session?: false
  /** `false`: no layout is put around this page. */
  layout?: false
  /** How this page's URL ends (default: the site's). */
  trailingSlash?: TrailingSlash
  /** `false`: an endpoint that other sites may post to. Not for pages. */
  csrf?: false
  /** Headers of every response of this route. */
  headers?: Record<string, string>
}

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
  head?: HeadExport
  middleware?: Middleware | readonly Middleware[]
  search?: StandardSchemaV1
  config?: RouteConfig
}

/** A `_layout`, `_app` or error file. */
export interface ComponentModule {
  default: ComponentType<never>
  loader?: Handler
  head?: HeadExport
}

export const writeMethods = ['POST', 'PUT', 'PATCH', 'DELETE'] as const
const configKeys = [
  'bodyLimit',
  'cache',
  'prerender',
  'stream',
  'session',
  'layout',
  'trailingSlash',
  'csrf',
  'headers',
]

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
  if (!route.default && !route.GET && !writeMethods.some((method) => route[method])) {
    throw new Error(
      `${where}: nothing answers here. Export a default component, GET, POST, PUT, PATCH or DELETE, or start the file's name with an underscore to make it private.`,
    )
  }
  if (route.config) checkConfig(route.config, where, route.default !== undefined)
  return route
}

function checkConfig(config: RouteConfig, where: string, isPage: boolean): void {
  for (const key of Object.keys(config)) {
    if (!configKeys.includes(key)) {
      throw new Error(`${where}: config.${key} is unknown. Known are ${configKeys.join(', ')}.`)
    }
  }
  if (config.csrf === false && isPage) {
    throw new Error(
      `${where}: config.csrf = false is for endpoints only. Move the handler to a file without a default export.`,
    )
  }
  if (config.bodyLimit !== undefined) parseSize(config.bodyLimit)
}
