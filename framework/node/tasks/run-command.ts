// Runs one of the site's commands: starts the site without a server, runs the command, and stops the site.
import { inspect } from 'node:util'
import type { App } from '../../request/pipeline/server-definition.ts'
import type { Manifest } from '../../request/pipeline/manifest.ts'
import { suggestWord } from '../../routing/near-miss.ts'
import { isUserError } from '../user-error.ts'
import { type SiteCommand, loadCommands } from './site-commands.ts'

/** A site whose commands can be run. It may come from another copy of this code. */
export interface CommandSite {
  readonly manifest: Pick<Manifest, 'files' | 'commands'>
  readonly handler: { open(): Promise<{ readonly app: App }>; stop(): Promise<void> }
}

export interface CommandOutput {
  print(line: string): void
  warn(line: string): void
}

/**
 * Runs the command that the first word names, or lists the commands if there is none.
 *
 * @returns The exit code: 0, or 1 after a failure, which has been reported through `warn`
 */
export async function runSiteCommand(
  { manifest, handler }: CommandSite,
  [name, ...args]: readonly string[],
  { print, warn }: CommandOutput,
): Promise<number> {
  try {
    const commands = await loadCommands(manifest)
    if (name === undefined) {
      for (const line of formatCommands(commands)) print(line)
      return 0
    }
    const command = commands.find((candidate) => candidate.name === name)
    if (!command) {
      for (const line of describeUnknown(name, commands)) warn(line)
      return 1
    }
    return (await runCommand(command, args, handler, warn)) ? 0 : 1
  } catch (error) {
    warn(formatError(error))
    return 1
  }
}

async function runCommand(
  { name, origin, run }: SiteCommand,
  args: readonly string[],
  handler: CommandSite['handler'],
  warn: (line: string) => void,
): Promise<boolean> {
  const { app } = await handler.open()
  let succeeded = true
  try {
    await run(app, args)
  } catch (error) {
    warn(`The command ${name} failed (${origin}).\n${formatError(error)}`)
    succeeded = false
  }
  // Stop after a failure too: what `start` opened has to be closed.
  await handler.stop()
  return succeeded
}

function describeUnknown(name: string, commands: readonly SiteCommand[]): string[] {
  const known = commands.map((command) => command.name)
  return [`There is no command ${name}. ${suggestWord(name, known)}`.trimEnd(), ...formatCommands(commands)]
}

function formatCommands(commands: readonly SiteCommand[]): string[] {
  if (commands.length === 0) {
    return [
      'This site has no commands. Create one: routes/_commands/hello.ts with export default (app, args) => { … }.',
    ]
  }
  const width = Math.max(...commands.map(({ name }) => name.length))
  return commands.map(({ name, description }) => `  ${name.padEnd(width)}  ${description}`.trimEnd())
}

function formatError(error: unknown): string {
  return isUserError(error) ? error.message : inspect(error)
}
