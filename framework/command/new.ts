// vial new and create-vial: write a complete small site into a new folder, and install its packages.
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import type { CommandDef } from 'citty'
import { createUserError } from '../node/user-error.ts'
import { askFolder, askTemplate } from './create/ask-answers.ts'
import { type PackageManager, findPackageManager, installPackages } from './create/install-packages.ts'
import { checkSiteFolder, createSiteFolder } from './create/site-folder.ts'
import { startRepository } from './create/start-repository.ts'
import { assertTemplate, readTemplate, templateNames } from './create/templates.ts'
import { findOwnSource } from './own-source.ts'
import type { Terminal } from './terminal.ts'

/**
 * Defines the command that creates a site.
 *
 * @param command How messages name it, such as `vial new`
 * @param example What to write instead when the folder is missing
 */
export function createNewCommand(command: string, example: string): CommandDef {
  return {
    args: {
      folder: { type: 'positional', required: false, description: 'The folder to create' },
      template: { type: 'string', description: `${templateNames.join(', ')} (minimal)` },
      from: { type: 'string', description: 'Where npm finds Vial: an archive, a folder or a version' },
      docker: { type: 'boolean', description: 'Also writes a Dockerfile' },
      install: { type: 'boolean', default: true, description: 'Installs the packages' },
      git: { type: 'boolean', default: true, description: 'Starts a Git repository' },
      yes: { type: 'boolean', description: 'Asks nothing' },
    },
    async run({ args, data }) {
      const terminal = data as Terminal
      const given: Given = {
        folder: toText(args.folder),
        template: toText(args.template),
        from: toText(args.from),
        docker: args.docker === true,
        install: args.install !== false,
        git: args.git !== false,
        canAsk: args.yes !== true,
      }
      await createSite(given, terminal, command, example)
    },
  }
}

export const newCommand: CommandDef = createNewCommand('vial new', 'vial new my-site')

interface Given {
  readonly folder: string | undefined
  readonly template: string | undefined
  readonly from: string | undefined
  readonly docker: boolean
  readonly install: boolean
  readonly git: boolean
  readonly canAsk: boolean
}

async function createSite(given: Given, terminal: Terminal, command: string, example: string): Promise<void> {
  const { folder: here, print, paint } = terminal
  const canAsk = given.canAsk && terminal.ask !== undefined
  if (given.template !== undefined) assertTemplate(given.template, command)
  const source = await findOwnSource(given.from, here, command)
  const path = given.folder ?? (canAsk ? await askFolder(terminal) : undefined)
  if (path === undefined) {
    throw createUserError(`${command}: the folder is missing. Write it as in: ${example}`)
  }
  const folder = resolve(here, path)
  const name = await checkSiteFolder(folder, command)
  const template = given.template ?? (canAsk ? await askTemplate(terminal) : templateNames[0]!)
  const files = await readTemplate(template, { name, source, docker: given.docker })
  await createSiteFolder(folder)
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
    print(paint('dim', `  ${path}`))
  }
  print('')
  if (given.git && startRepository(folder)) print('Started a Git repository.')
  const manager = findPackageManager()
  if (given.install) await installPackages({ folder, manager, command }, terminal)
  const remark = files.Dockerfile === undefined ? undefined : adviseDocker(source, manager)
  for (const line of listNextSteps(relative(here, folder), manager, given.install)) print(line)
  if (remark !== undefined) print(`\n${remark}`)
}

function toText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function listNextSteps(way: string, manager: PackageManager, isInstalled: boolean): string[] {
  return [
    'The site is ready. Next:',
    ...(way === '' ? [] : [`  cd ${quoteForShell(way)}`]),
    ...(isInstalled ? [] : [`  ${manager} install`]),
    `  ${manager} run dev`,
  ]
}

function quoteForShell(path: string): string {
  if (/^[\p{L}\p{N}._/\\-]+$/u.test(path)) return path
  return process.platform === 'win32' ? `"${path}"` : `"${path.replace(/["$\\`]/g, '\\$&')}"`
}

function adviseDocker(source: string, manager: PackageManager): string | undefined {
  if (source.startsWith('file:')) {
    return `Docker cannot read ${source.slice('file:'.length)}. Copy it into the site, and name it in package.json and in the Dockerfile.`
  }
  if (manager === 'npm') return undefined
  return `The Dockerfile installs packages with npm. Change it if the site keeps using ${manager}.`
}
