// Describes in sentences what answers a request, for the pages of the dev server.
import type { BuildSite } from '../site.ts'
import { describeOutcome } from './describe-outcome.ts'
import { loadMatchers } from './load-matchers.ts'
import { matchRequest } from './match-request.ts'
import { readProject } from './project.ts'

/**
 * Describes what `vial match` finds: what answers, and what else would.
 *
 * @param importModule Imports a file of the site
 * @param target A path or a whole URL
 */
export async function describeMatch(
  site: BuildSite,
  importModule: (file: string) => Promise<object>,
  method: string,
  target: string,
): Promise<readonly string[]> {
  if (!/^(\/|https?:\/\/)/i.test(target)) return ['This is not a URL. Write a path, such as /notes/7.']
  const project = await readProject(site)
  if (project.problems.length > 0) return project.problems
  try {
    const report = await matchRequest(project, await loadMatchers(project, importModule), method, target)
    return [
      `${method} ${target} ${describeOutcome(report)}`,
      ...report.others.map(({ file, reason }) => `${file} fits too, but ${reason}.`),
    ]
  } catch (error) {
    // A matcher that does not exist, or a file that does not load: the message says what to do.
    return [(error as Error).message]
  }
}
