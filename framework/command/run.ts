// vial run: runs a command from routes/_commands/ or from an extension, with the site started.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { CommandDef } from 'citty'
import { createUserError } from '../node/user-error.ts'
import { type CommandSite, runSiteCommand } from '../node/tasks/run-command.ts'
import type { Terminal } from './terminal.ts'

export const runCommand: CommandDef = {
  args: {
    built: {
      type: 'boolean',
      description: 'Uses the build in dist/server instead of the sources, as with NODE_ENV=production',
    },
    command: {
      type: 'positional',
      required: false,
      description: 'Its name and arguments; without a name, all commands are listed',
    },
  },
  async run({ args, data }) {
    const terminal = data as Terminal
    const { site, close } = await openCommandSite(terminal, args.built === true)
    try {
      return await runSiteCommand(site, terminal.words ?? [], terminal)
    } finally {
      await close()
    }
  },
}

/**
 * Opens the site for a command: the built one when asked for, and in production if there is a build.
 *
 * @throws Error when the site has not been built
 */
export async function openCommandSite(
  terminal: Terminal,
  isBuilt: boolean,
): Promise<{ site: CommandSite; close(): Promise<void> }> {
  const path = join(terminal.folder, 'dist/server/handler.js')
  const hasBuild = existsSync(path)
  if (isBuilt && !hasBuild) {
    throw createUserError(`There is no ${path}. Build the site first: npx vite build`)
  }
  if (isBuilt || (hasBuild && process.env.NODE_ENV === 'production')) {
    const { openSite } = (await import(pathToFileURL(path).href)) as { openSite(): CommandSite }
    return { site: openSite(), close: async () => {} }
  }
  // Imported here, because Vite may not be installed where the built site runs.
  const { openTerminalSite } = await import('./terminal-site.ts')
  const source = await openTerminalSite(terminal)
  return { site: source, close: () => source.server.close() }
}
