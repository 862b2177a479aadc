// vial build-report: what the routes and islands of the last build cost.
import type { CommandDef } from 'citty'
import { readBuildReport } from '../build/report/build-report.ts'
import { formatBuildReport } from '../build/report/format-report.ts'
import { createUserError } from '../node/user-error.ts'
import { openProject } from './open-project.ts'
import { formatColumns } from '../build/report/format-columns.ts'
import type { Terminal } from './terminal.ts'

export const buildReportCommand: CommandDef = {
  args: { json: { type: 'boolean', description: 'Prints plain data, with sizes in bytes' } },
  async run({ args, data }) {
    const terminal = data as Terminal
    const { site } = await openProject(terminal)
    const report = await readBuildReport(site.options.root)
    if (!report) throw createUserError('vial build-report: there is no build. Run npx vite build first.')
    if (args.json) {
      terminal.print(JSON.stringify(report, null, 2))
      return
    }
    const { tables, summary } = formatBuildReport(report, false)
    for (const [heads = [], ...rows] of tables) {
      const painted = heads.map((head) => terminal.paint('bold', head))
      for (const line of formatColumns([painted, ...rows])) terminal.print(line)
      terminal.print('')
    }
    terminal.print(summary)
    for (const warning of report.warnings) terminal.print(terminal.paint('yellow', warning))
  },
}
