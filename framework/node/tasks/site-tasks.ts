// Lists the scheduled tasks of `_server` and its extensions, and checks them.
import type { ServerDefinition, Task } from '../../request/pipeline/server-definition.ts'
import { findCronProblem } from './cron.ts'

export interface SiteTask {
  readonly name: string
  readonly task: Task
  /** Where it is defined, for messages. */
  readonly origin: string
}

/**
 * Lists the tasks of a site and checks them.
 *
 * @throws Error that names the task
 */
export function listTasks<Context>(definition: ServerDefinition<Context>): SiteTask[] {
  const sources = [
    { origin: 'routes/_server', tasks: definition.tasks },
    ...(definition.extensions ?? []).map(({ name, tasks }) => ({ origin: `the extension ${name}`, tasks })),
  ]
  const found = new Map<string, SiteTask>()
  for (const { origin, tasks = {} } of sources) {
    for (const [name, task] of Object.entries(tasks)) {
      const other = found.get(name)
      if (other) throw new Error(`${other.origin} and ${origin} both have the task ${name}. Rename one.`)
      checkTask(`${origin}: the task ${name}`, task)
      found.set(name, { name, task, origin })
    }
  }
  return [...found.values()]
}

function checkTask(where: string, task: Task): void {
  if (typeof task?.run !== 'function') {
    throw new Error(`${where} has no run function. Write { cron: '0 3 * * *', run(app) { … } }.`)
  }
  const problem = findCronProblem(task.cron, task.timeZone)
  if (problem) throw new Error(`${where}: ${problem}`)
}
