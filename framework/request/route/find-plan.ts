// Finds the plan for a URL: the plan of the matching route, or of the deepest folder that the URL leads into.
import type { CanonicalPath } from '../../http/canonical-url.ts'
import { segmentsBelowBase, toBaseSegments } from '../../routing/base-path.ts'
import { matchFolder } from '../../routing/folder-table.ts'
import { matchRoute } from '../../routing/table.ts'
import {
  type PlanSource,
  type RoutePlan,
  createFailingPlan,
  loadMissingPlan,
  loadRoutePlan,
} from './route-plan.ts'
import type { SiteRoute } from './route-tree.ts'

/** A plan, and the parameters from the URL. */
export interface PlanMatch {
  readonly plan: RoutePlan | Promise<RoutePlan>
  readonly params: Readonly<Record<string, unknown>>
}

/** Finds the plans of a site. */
export interface PlanTable {
  /** Finds the plan for a path. If a module does not load, or a matcher throws, the plan is one that fails. */
  find(path: CanonicalPath): PlanMatch
  /** Finds the plan of the deepest folder that a path leads into, whether or not a route matches. */
  findFolder(path: CanonicalPath): PlanMatch
  /** Creates a plan that fails, for a request whose path is not matched. */
  fail(cause: unknown): PlanMatch
}

export interface PlanTableOptions extends PlanSource {
  readonly base: string
  /** Whether a plan is created once and reused for the life of the process. */
  readonly keepPlans: boolean
}

/** Creates the table of plans. Each plan is loaded when a request first needs it. */
export function createPlanTable({ base, keepPlans, ...source }: PlanTableOptions): PlanTable {
  const { tree, outer } = source
  /** By route, or by folder for URLs without one. */
  const plans = new Map<object | string, RoutePlan>()
  const baseSegments = toBaseSegments(base)

  return {
    find: (path) => failOnError(() => findRoute(path)),
    findFolder: (path) => failOnError(() => findFolder(segmentsBelowBase(path.segments, baseSegments))),
    fail,
  }

  /** Matchers are code of the site, so they may throw. */
  function failOnError(find: () => PlanMatch): PlanMatch {
    try {
      return find()
    } catch (error) {
      return fail(error)
    }
  }

  function fail(cause: unknown): PlanMatch {
    return { plan: createFailingPlan(cause, '', findClosedFolder('')), params: {} }
  }

  function findRoute({ hasEmptySegment, segments: all }: CanonicalPath): PlanMatch {
    const segments = segmentsBelowBase(all, baseSegments)
    const match = hasEmptySegment || !segments ? undefined : matchRoute(tree.routes, segments)
    if (!match) return findFolder(segments)
    const { pattern, value } = match.entry
    return { plan: plans.get(value) ?? openRoute(value, pattern.id), params: match.params }
  }

  function findFolder(segments: readonly string[] = []): PlanMatch {
    const { folder, params } = matchFolder(tree.folderTable, segments)
    return { plan: plans.get(folder) ?? openFolder(folder), params }
  }

  function openRoute(route: SiteRoute, id: string): Promise<RoutePlan> {
    const { file, folder } = route
    return store(route, loadRoutePlan(source, route, id)).catch((error) =>
      createFailingPlan(error, folder, findClosedFolder(folder), { id, where: `routes/${file.path}` }),
    )
  }

  function openFolder(folder: string): Promise<RoutePlan> {
    return store(folder, loadMissingPlan(source, folder)).catch((error) =>
      createFailingPlan(error, folder, findClosedFolder(folder)),
    )
  }

  async function store(key: object | string, loading: Promise<RoutePlan>): Promise<RoutePlan> {
    const plan = await loading
    if (keepPlans) plans.set(key, plan)
    return plan
  }

  function findClosedFolder(folder: string): string | undefined {
    if (outer.length > 0) return ''
    return tree.foldersTo(folder).find(({ middleware }) => middleware !== undefined)?.path
  }
}
