// Loads the commands of a site: from routes/_commands/, from extensions, and one per task.
import type { App, Command } from '../../request/pipeline/server-definition.ts'
import type { Context } from '../../request/context/context.ts'
import type { Manifest } from '../../request/pipeline/manifest.ts'
import { loadDefinition } from '../../request/pipeline/load-definition.ts'
import { nextTime } from './cron.ts'
import { listTasks } from './site-tasks.ts'

/** A loaded command. */
export interface SiteCommand {
  readonly name: string
  readonly description: string
  /** Where it comes from, for messages. */
  readonly origin: string
  run(app: App, args: readonly string[]): unknown
}

/**
 * Loads the commands without running any. The site's own commands win over those of extensions.
 *
 * @throws Error for a command without a function, and for two extensions with the same command
 */
export async function loadCommands({
  files,
  commands = {},
}: Pick<Manifest, 'files' | 'commands'>): Promise<SiteCommand[]> {
  const definition = await loadDefinition(files, (file) => file.load())
  const own = await Promise.all(
    Object.entries(commands).map(async ([name, load]) => toFileCommand(name, await load())),
  )
  const known = new Map(own.map((command) => [command.name, command]))
  for (const { name: extension, commands: extensionCommands = {} } of definition.extensions ?? []) {
    for (const [name, command] of Object.entries(extensionCommands)) {
      addExtensionCommand(toExtensionCommand(name, command, `the extension ${extension}`))
    }
  }
  const tasks = listTasks<Context>(definition).map(
    ({ name, task, origin }): SiteCommand => ({
      name: `task:${name}`,
      description: `Runs the task now (scheduled: ${task.cron})`,
      origin,
      run: (app) => task.run(app, { time: new Date(), signal: new AbortController().signal }),
    }),
  )
  return [...[...known.values()].toSorted(compareNames), ...tasks]

  function addExtensionCommand(command: SiteCommand): void {
    const other = known.get(command.name)
    if (other?.origin.startsWith('routes/')) return
    if (other) {
      throw new Error(
        `${other.origin} and ${command.origin} both have the command ${command.name}. Write your own in routes/_commands/${command.name}.ts, which takes precedence.`,
      )
    }
    known.set(command.name, command)
  }
}

interface CommandModule {
  readonly default?: unknown
  readonly description?: unknown
}

function toFileCommand(name: string, module: object): SiteCommand {
  const { default: run, description = '' } = module as CommandModule
  const origin = `routes/_commands/${name}`
  if (typeof run !== 'function') {
    throw new Error(
      `${origin}: there is no command in this file. Write export default async (app, args) => { … }.`,
    )
  }
  return { name, description: String(description), origin, run: run as SiteCommand['run'] }
}

function toExtensionCommand(name: string, command: Command, origin: string): SiteCommand {
  if (typeof command?.run !== 'function') {
    throw new Error(
      `${origin}: the command ${name} has no run function. Write { ${name}: { run(app, args) { … } } }.`,
    )
  }
  const { description = '' } = command
  return { name, description, origin, run: (app, args) => command.run(app, args) }
}

function compareNames({ name: left }: SiteCommand, { name: right }: SiteCommand): number {
  return left < right ? -1 : 1
}

/** Loads the server definition that `_server` exports, without running any of it. */
export function loadServerDefinition({ files }: Pick<Manifest, 'files'>): ReturnType<typeof loadDefinition> {
  return loadDefinition(files, (file) => file.load())
}

/** A task as `vial tasks` lists it. */
export interface TaskDescription {
  readonly name: string
  readonly cron: string
  readonly timeZone: string
  /** In UTC (ISO 8601). */
  readonly next: string
  /** Where it comes from. */
  readonly origin: string
}

/** Describes the tasks of a site without running any. */
export async function describeTasks({ files }: Pick<Manifest, 'files'>): Promise<TaskDescription[]> {
  const definition = await loadDefinition(files, (file) => file.load())
  return listTasks(definition).map(({ name, task: { cron, timeZone = 'UTC' }, origin }) => {
    const next = nextTime(cron, timeZone)?.toISOString().replace('.000Z', 'Z') ?? 'never'
    return { name, cron, timeZone, next, origin }
  })
}
