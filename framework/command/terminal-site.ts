// The site of a project, run from its sources for the one who sits at the terminal.
import { inspect } from 'node:util'
import { type SourceSite, openSourceSite } from '../build/source-site.ts'
import { toTestHost } from '../build/test-client.ts'
import { openProject, refuseProblems } from './open-project.ts'
import type { Terminal } from './terminal.ts'

/**
 * Opens it with a log of sentences beside the result.
 *
 * @throws Error when there is no site in the folder, or its files cannot live together
 */
export async function openTerminalSite(terminal: Terminal): Promise<SourceSite> {
  refuseProblems(await openProject(terminal))
  const write = (fields: object, message: string): void => {
    const { err, ...others } = fields as { err?: unknown }
    const details = Object.keys(others).length > 0 ? ` ${inspect(others, { breakLength: Infinity })}` : ''
    terminal.warn(message + details + (err === undefined ? '' : `\n${inspect(err)}`))
  }
  const log = { debug: () => {}, info: write, warn: write, error: write }
  return openSourceSite(terminal.folder, 'development', (host, site, server) => ({
    ...toTestHost(host, site, server),
    log,
  }))
}
