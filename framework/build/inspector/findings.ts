// Runs vial check and vial doctor for the inspector, in processes of their own: both are as exact as at the terminal.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { Finding } from '../../inspector/inspector-source.ts'
import { frameworkFolder } from '../configure.ts'
import type { BuildSite } from '../site.ts'

/** Creates the function that lists the findings; it runs the commands again after a change of the site. */
export function createFindings(site: BuildSite): () => Promise<readonly Finding[]> {
  let known: { readonly changes: number; readonly findings: Promise<readonly Finding[]> } | undefined
  return () => {
    if (known?.changes !== site.dev.changes) {
      known = { changes: site.dev.changes, findings: findAll(site.options.root) }
    }
    return known.findings
  }
}

async function findAll(root: string): Promise<readonly Finding[]> {
  return (await Promise.all([run(root, 'check'), run(root, 'doctor')])).flat()
}

/** What `--json` prints. */
interface Report {
  readonly findings: readonly {
    readonly level: string
    readonly subject?: string
    readonly message: string
  }[]
}

const levels: Readonly<Record<string, Finding['level']>> = {
  ...{ error: 'error', warning: 'warning' },
  ...{ fail: 'error', warn: 'warning', ok: 'ok' },
}

function run(root: string, name: 'check' | 'doctor'): Promise<Finding[]> {
  const command = `vial ${name}` as const
  return new Promise((resolve) => {
    // Both exit with 1 if they have found an error.
    execFile(
      process.execPath,
      [findCommandLine(), name, '--json'],
      { cwd: root, timeout: 60_000, env: { ...process.env, NO_COLOR: '1' } },
      (_error, output, remarks) => resolve(readReport(command, output, remarks)),
    )
  })
}

function readReport(command: Finding['command'], output: string, remarks: string): Finding[] {
  try {
    const { findings } = JSON.parse(output) as Report
    return findings.map(({ level, subject, message }) => ({
      command,
      level: levels[level] ?? 'warning',
      message: subject === undefined || message.startsWith(subject) ? message : `${subject}: ${message}`,
    }))
  } catch {
    // The command refused the project and said why.
    return [{ command, level: 'error', message: remarks.trim() || `${command} did not finish.` }]
  }
}

/** Finds the script of the command line, beside the folder of the built package or inside that of the sources. */
function findCommandLine(): string {
  const [inside, beside] = [`${frameworkFolder}bin/vial.js`, `${frameworkFolder}../bin/vial.js`]
  return existsSync(inside) ? inside : beside
}
