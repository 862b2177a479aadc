// Lists the routes of a project in the order in which they are tried.
import { needsUpgrade } from '../../routing/allowed-methods.ts'
import { compareSegments } from '../../routing/pattern-shape.ts'
import type { Segment } from '../../routing/pattern.ts'
import type { RouteFile } from '../../routing/route-file.ts'
import { toPattern } from '../routes/check-routes.ts'
import { type DescribedRoute, describeRoute } from './describe-route.ts'
import type { Project } from './project.ts'

/** Describes all routes of a project without conflicts, in the order in which they are tried. */
export function listRoutes(project: Project): Promise<DescribedRoute[]> {
  const files = project.files.filter(({ kind }) => kind === 'route').toSorted(compareRoutes)
  return Promise.all(files.map((file) => describeRoute(project, file)))
}

/**
 * Lists the methods, actions and the socket of a route; `?` if the file does not say which methods it has.
 *
 * HEAD and OPTIONS follow from the others, and GET only opens the socket where there is nothing else to read.
 */
export function listMethods({ description, exports }: DescribedRoute): string[] {
  const { methods, actions, socket } = description
  const more = [...(actions ?? []).map((name) => `?/${name}`), ...(socket ? ['socket'] : [])]
  if (methods === null) return ['?', ...more]
  const isSocketOnly = 'names' in exports && needsUpgrade(exports.names, 'GET')
  const implied = ['HEAD', 'OPTIONS', ...(isSocketOnly ? ['GET'] : [])]
  return [...methods.filter((method) => !implied.includes(method)), ...more]
}

function compareRoutes(left: RouteFile, right: RouteFile): number {
  const [first, second] = [toPattern(left).segments, toPattern(right).segments]
  for (let index = 0; index < Math.max(first.length, second.length); index++) {
    const order = compareAt(first[index], second[index])
    if (order !== 0) return order
  }
  return 0
}

function compareAt(left: Segment | undefined, right: Segment | undefined): number {
  if (left === undefined || right === undefined) return left === right ? 0 : left === undefined ? -1 : 1
  return compareSegments(left, right)
}
