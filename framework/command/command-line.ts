// Finds the command that was asked for, and runs it.
import type { CommandDef } from 'citty'
import { formatColumns } from '../build/report/format-columns.ts'
import { readOwnVersion } from './own-source.ts'
import { isHelp, runCommand, suggest } from './run-command.ts'
import type { Terminal } from './terminal.ts'

interface CommandEntry {
  readonly summary: string
  /** Whether everything from the first word that is not an option belongs to the site's command. */
  readonly hasWords?: true
  /** Loads the command when it is needed, so that small commands do not wait for Vite. */
  load(): Promise<CommandDef>
}

const commands: ReadonlyMap<string, CommandEntry> = new Map([
  [
    'routes',
    {
      summary: 'Lists the routes in the order in which they are tried',
      load: async () => (await import('./routes.ts')).routesCommand,
    },
  ],
  [
    'match',
    {
      summary: 'Shows which file answers a URL, and what else is involved',
      load: async () => (await import('./match.ts')).matchCommand,
    },
  ],
  [
    'check',
    {
      summary: 'Finds clashes, likely mistakes and unreachable files',
      load: async () => (await import('./check.ts')).checkCommand,
    },
  ],
  [
    'build-report',
    {
      summary: 'Shows what the routes and islands of the last build cost',
      load: async () => (await import('./build-report.ts')).buildReportCommand,
    },
  ],
  [
    'run',
    {
      summary: 'Runs a command of the site: routes/_commands/, extensions, task:<name>',
      hasWords: true,
      load: async () => (await import('./run.ts')).runCommand,
    },
  ],
  [
    'tasks',
    {
      summary: 'Lists the scheduled tasks and when they run next',
      load: async () => (await import('./tasks.ts')).tasksCommand,
    },
  ],
  [
    'shell',
    {
      summary: 'Opens a JavaScript prompt with the site loaded, or runs a script from standard input',
      load: async () => (await import('./shell.ts')).shellCommand,
    },
  ],
  [
    'doctor',
    {
      summary: 'Finds unsafe or missing settings and incompatible packages',
      load: async () => (await import('./doctor.ts')).doctorCommand,
    },
  ],
  [
    'new',
    {
      summary: 'Creates a small, complete site in a new folder',
      load: async () => (await import('./new.ts')).newCommand,
    },
  ],
  [
    'typegen',
    {
      summary: 'Writes the types of the routes to .vial/types',
      load: async () => (await import('./typegen.ts')).typegenCommand,
    },
  ],
  [
    'secret',
    {
      summary: 'Prints a new SESSION_SECRET',
      load: async () => (await import('./secret.ts')).secretCommand,
    },
  ],
])

/**
 * Runs `vial` with some arguments.
 *
 * @returns The exit code: 0, or 1 after an error, which has been printed
 */
export async function runCommandLine(rawArgs: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...given] = rawArgs
  if (name === undefined || name === 'help' || isHelp(name)) {
    terminal.print(formatHelp(terminal))
    return 0
  }
  if (name === '--version' || name === '-v') {
    terminal.print(`vial ${await readOwnVersion()}`)
    return 0
  }
  const entry = commands.get(name)
  if (!entry) {
    terminal.warn(`vial: there is no command ${name}. ${suggest(name, [...commands.keys()])}Try vial --help.`)
    return 1
  }
  const command = await entry.load()
  const [rest, words] = entry.hasWords ? splitWords(given) : [given, []]
  return runCommand({ name: `vial ${name}`, summary: entry.summary }, command, rest, { ...terminal, words })
}

function splitWords(given: readonly string[]): [readonly string[], readonly string[]] {
  const first = given.findIndex((argument) => !argument.startsWith('-'))
  return first === -1 ? [given, []] : [given.slice(0, first), given.slice(first)]
}

function formatHelp({ paint }: Terminal): string {
  const rows = [...commands].map(([name, { summary }]) => [`  ${paint('cyan', name)}`, summary])
  return [
    'Usage: vial <command>',
    '',
    ...formatColumns(rows),
    '',
    'Run vial <command> --help for more about a command.',
  ].join('\n')
}
