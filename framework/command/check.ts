// vial check: errors and likely mistakes in the files of a site.
import type { CommandDef } from 'citty'
import { type CheckResult, checkSite } from './check-site.ts'
import { openProject } from './open-project.ts'
import { formatColumns } from '../build/report/format-columns.ts'
import type { Terminal } from './terminal.ts'

export const checkCommand: CommandDef = {
  args: { json: { type: 'boolean', description: 'Prints plain data' } },
  async run({ args, data }) {
    const terminal = data as Terminal
    const project = await openProject(terminal)
    const findings = await checkSite(project)
    const errors = findings.filter(({ level }) => level === 'error').length
    if (args.json) {
      const report = { errors, warnings: findings.length - errors, findings }
      terminal.print(JSON.stringify(report, null, 2))
    } else {
      for (const line of formatResults(findings, errors, project.files.length, terminal)) terminal.print(line)
    }
    return errors > 0 ? 1 : 0
  },
}

function formatResults(
  findings: readonly CheckResult[],
  errors: number,
  files: number,
  { paint }: Terminal,
): string[] {
  if (findings.length === 0) return [paint('green', `No problems found in ${count(files, 'file')}.`)]
  const rows = findings.map(({ level, message }) => [
    paint(level === 'error' ? 'red' : 'yellow', level),
    message,
  ])
  const summary = `${count(errors, 'error')}, ${count(findings.length - errors, 'warning')} in ${count(files, 'file')}.`
  return [...formatColumns(rows), '', summary]
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
