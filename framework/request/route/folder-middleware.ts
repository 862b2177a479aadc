// Loads the middleware of folders.
import type { Middleware } from '../pipeline/middleware.ts'
import type { LoadModule } from './module-loader.ts'
import { checkDefaultExport } from './route-module.ts'
import type { Folder } from './route-tree.ts'

/** A middleware and where it comes from. */
export interface FolderMiddleware {
  /** Its folder; `undefined` for the middleware of a route file. */
  readonly folder: string | undefined
  /** Its file or extension, for messages. */
  readonly where: string
  readonly run: Middleware
}

export type OriginCheck = NonNullable<Middleware['allowsOrigin']>

/** Lists the functions of a plan's middleware that may allow other origins, outermost first. */
export function listOriginChecks(middleware: readonly FolderMiddleware[]): readonly OriginCheck[] {
  return middleware.flatMap(({ run }) => run.allowsOrigin ?? [])
}

/**
 * Loads the middleware of a chain of folders, outermost first.
 *
 * @throws Error for a file that exports no middleware
 */
export async function loadMiddleware(
  folders: readonly Folder[],
  load: LoadModule,
): Promise<FolderMiddleware[]> {
  const lists = await Promise.all(
    folders.map(async ({ path: folder, middleware }) => {
      if (!middleware) return []
      const module = (await load(middleware)) as { default?: Middleware | readonly Middleware[] }
      checkDefaultExport(middleware, module)
      const where = `routes/${middleware.path}`
      return toMiddlewareList(module.default, where).map((run) => ({ folder, where, run }))
    }),
  )
  return lists.flat()
}

/**
 * Reads what a file or an extension exports as middleware: one, a list, or none.
 *
 * @param where For the message, such as `routes/_middleware.ts`
 * @throws Error if it is anything else
 */
export function toMiddlewareList(
  exported: Middleware | readonly Middleware[] | undefined,
  where: string,
): readonly Middleware[] {
  if (exported === undefined) return []
  const list = typeof exported === 'function' ? [exported] : exported
  if (!Array.isArray(list) || list.some((entry) => typeof entry !== 'function')) {
    throw new Error(
      `${where}: a middleware is a function (ctx, next) => response. Export one, or an array of them.`,
    )
  }
  return list
}
