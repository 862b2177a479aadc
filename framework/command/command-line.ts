// Finds the command that was asked for, checks its arguments and runs it.
import { inspect, stripVTControlCharacters } from 'node:util'
import { type ArgsDef, type CommandDef, parseArgs, renderUsage, runCommand } from 'citty'
import { isUserError } from '../node/user-error.ts'
import { findNearMiss } from '../routing/near-miss.ts'
import { type Terminal, formatColumns } from './terminal.ts'

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
  const entry = commands.get(name)
  if (!entry) {
    terminal.warn(`vial: there is no command ${name}. ${suggest(name, [...commands.keys()])}Try vial --help.`)
    return 1
  }
  const command = await entry.load()
  const [rest, words] = entry.hasWords ? splitWords(given) : [given, []]
  if (rest.some(isHelp)) {
    terminal.print(await formatUsage(name, entry, command))
    return 0
  }
  const problem = findArgumentProblem(name, rest, command)
  if (problem) {
    terminal.warn(problem)
    return 1
  }
  try {
    const { result } = await runCommand(command, { rawArgs: [...rest], data: { ...terminal, words } })
    return typeof result === 'number' ? result : 0
  } catch (error) {
    terminal.warn(isUserError(error) ? error.message : inspect(error))
    return 1
  }
}

function splitWords(given: readonly string[]): [readonly string[], readonly string[]] {
  const first = given.findIndex((argument) => !argument.startsWith('-'))
  return first === -1 ? [given, []] : [given.slice(0, first), given.slice(first)]
}

function isHelp(argument: string): boolean {
  return argument === '--help' || argument === '-h'
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

// citty prints colours even into a pipe.
async function formatUsage(name: string, entry: CommandEntry, command: CommandDef): Promise<string> {
  const meta = { name: `vial ${name}`, description: entry.summary }
  return stripVTControlCharacters(await renderUsage({ ...command, meta })).trimEnd()
}

// citty accepts any option and any number of arguments.
function findArgumentProblem(name: string, rest: readonly string[], command: CommandDef): string | undefined {
  const definitions = (command.args ?? {}) as ArgsDef
  const parsed = parseArgs([...rest], definitions)
  const options = Object.keys(definitions).filter((key) => definitions[key]!.type !== 'positional')
  const unknown = Object.keys(parsed).find((key) => key !== '_' && !Object.hasOwn(definitions, key))
  if (unknown !== undefined) {
    const dashes = unknown.length === 1 ? '-' : '--'
    const advice = suggest(
      `--${unknown}`,
      options.map((option) => `--${option}`),
    )
    return `vial ${name}: there is no option ${dashes}${unknown}. ${advice}Try vial ${name} --help.`
  }
  const extra = parsed._[Object.keys(definitions).length - options.length]
  if (extra === undefined) return undefined
  return `vial ${name}: ${extra} is one argument too many. Try vial ${name} --help.`
}

function suggest(word: string, known: readonly string[]): string {
  const meant = findNearMiss(word, known)
  return meant === undefined ? '' : `Did you mean ${meant}? `
}
