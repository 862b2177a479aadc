// vial typegen: the types of the routes, for `tsc` on a machine where neither dev nor build has run.
import type { CommandDef } from 'citty'
import { createUserError } from '../node/user-error.ts'
import { openProject } from './open-project.ts'
import type { Terminal } from './terminal.ts'

export const typegenCommand: CommandDef = {
  async run({ data }) {
    const terminal = data as Terminal
    const { site, problems, files } = await openProject(terminal)
    // Even with conflicts the types of the other routes are right.
    await site.rescan().catch((error: Error) => {
      throw problems.length > 0 ? createUserError(error.message) : error
    })
    const count = files.filter(({ kind }) => kind === 'route').length
    terminal.print(`.vial/types/routes.d.ts is up to date: ${count} ${count === 1 ? 'route' : 'routes'}.`)
  },
}
