// Runs the site of a project from its sources, for commands.
import { inspect } from 'node:util'
import { type SourceSite, openSourceSite } from '../build/source-site.ts'
import { toTestHost } from '../build/test-client.ts'
import { openProject, assertNoProblems } from './open-project.ts'
import type { Terminal } from './terminal.ts'

/**
 * Opens the site with a log for people, which is printed to standard error.
 *
 * @throws Error when the folder has no site, or its files are in conflict
 */
export async function openTerminalSite(terminal: Terminal): Promise<SourceSite> {
  assertNoProblems(await openProject(terminal))
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
