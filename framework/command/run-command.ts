// Runs one command: checks its arguments, prints its usage or its error, and returns the exit code.
import { inspect, stripVTControlCharacters } from 'node:util'
import { type ArgsDef, type CommandDef, parseArgs, renderUsage, runCommand as runDefinition } from 'citty'
import { isUserError } from '../node/user-error.ts'
import { suggestWord } from '../routing/near-miss.ts'
import type { Terminal } from './terminal.ts'

interface CommandTitle {
  /** As a person types it, such as `vial new`. */
  readonly name: string
  readonly summary: string
}

/**
 * Runs a command with some arguments.
 *
 * @returns The exit code: 0, or 1 after an error, which has been printed
 */
export async function runCommand(
  { name, summary }: CommandTitle,
  command: CommandDef,
  rawArgs: readonly string[],
  terminal: Terminal,
): Promise<number> {
  if (rawArgs.some(isHelp)) {
    terminal.print(await formatUsage(name, summary, command))
    return 0
  }
  const problem = findArgumentProblem(name, rawArgs, command)
  if (problem) {
    terminal.warn(problem)
    return 1
  }
  try {
    const { result } = await runDefinition(command, { rawArgs: [...rawArgs], data: terminal })
    return typeof result === 'number' ? result : 0
  } catch (error) {
    terminal.warn(isUserError(error) ? error.message : inspect(error))
    return 1
  }
}

export function isHelp(argument: string): boolean {
  return argument === '--help' || argument === '-h'
}

/** Asks whether a known word was meant, with a space for the sentence after it; an empty text if none is near. */
export function suggest(word: string, known: readonly string[]): string {
  const question = suggestWord(word, known)
  return question && `${question} `
}

// citty prints colours even into a pipe.
async function formatUsage(name: string, summary: string, command: CommandDef): Promise<string> {
  return stripVTControlCharacters(
    await renderUsage({ ...command, meta: { name, description: summary } }),
  ).trimEnd()
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
    return `${name}: there is no option ${dashes}${unknown}. ${advice}Try ${name} --help.`
  }
  const extra = parsed._[Object.keys(definitions).length - options.length]
  if (extra === undefined) return undefined
  return `${name}: ${extra} is one argument too many. Try ${name} --help.`
}
