// vial doctor: unsafe or missing settings, incompatible packages and stale builds.
import type { CommandDef } from 'citty'
import { examineFiles } from './examine-files.ts'
import { examinePackages } from './examine-packages.ts'
import { examineServer } from './examine-server.ts'
import { examineSettings } from './examine-settings.ts'
import type { DoctorResult } from './doctor-result.ts'
import { openProject } from './open-project.ts'
import { formatColumns } from '../build/report/format-columns.ts'
import type { Style, Terminal } from './terminal.ts'

export const doctorCommand: CommandDef = {
  args: { json: { type: 'boolean', description: 'Prints plain data' } },
  async run({ args, data }) {
    const terminal = data as Terminal
    const project = await openProject(terminal)
    const findings = [
      ...examinePackages(project),
      ...(await examineSettings(project)),
      ...(await examineServer(terminal)),
      ...(await examineFiles(project)),
    ]
    const failed = findings.filter(({ level }) => level === 'fail').length
    const warned = findings.filter(({ level }) => level === 'warn').length
    if (args.json) terminal.print(JSON.stringify({ failed, warned, findings }, null, 2))
    else {
      const rows = findings.map(({ level, subject, message }) => [
        terminal.paint(colours[level], level),
        subject,
        message,
      ])
      for (const line of formatColumns(rows)) terminal.print(line)
      terminal.print(`\n${failed} to fix, ${warned} to review.`)
    }
    return failed > 0 ? 1 : 0
  },
}

const colours: Record<DoctorResult['level'], Style> = { ok: 'green', warn: 'yellow', fail: 'red' }
