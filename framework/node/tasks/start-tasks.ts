// Starts the scheduled tasks of a site; of several processes, one at a time runs each of them.
import type { RunningSite } from '../../request/pipeline/running-site.ts'
import type { ClaimTask, TaskRunner } from './run-tasks.ts'

/**
 * Starts the tasks.
 *
 * @param claimOfWorkers Claims a run among the workers of this machine; Redis, if it is set up, among all processes
 * @throws Error that names the task whose definition is invalid
 */
export async function startTasks(
  { definition, manifest, app, diagnostics }: RunningSite,
  claimOfWorkers?: ClaimTask,
): Promise<TaskRunner> {
  const sources = [definition, ...(definition.extensions ?? [])]
  // A site without tasks does not load the modules below.
  if (sources.every(({ tasks }) => tasks === undefined)) return { stop: async () => {} }
  const [{ listTasks }, { runTasks }] = await Promise.all([
    import('./site-tasks.ts'),
    import('./run-tasks.ts'),
  ])
  const tasks = listTasks(definition)
  const claim = (await openClaim(manifest.environment?.REDIS_URL)) ?? claimOfWorkers
  const onError = (error: unknown, task: string): void =>
    void diagnostics.passOn(error, { route: undefined, requestId: undefined, task })
  return runTasks(tasks, { app, log: manifest.log, onError, claim })
}

async function openClaim(url: string | undefined): Promise<ClaimTask | undefined> {
  if (!url) return undefined
  const [{ connectRedis }, { createTaskClaim }] = await Promise.all([
    import('../../redis/connection.ts'),
    import('../../redis/task-claim.ts'),
  ])
  return createTaskClaim(await connectRedis(url))
}
