// Finds the version of this copy of Vial, and what a new site has to install to get it.
import { readFile, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { createUserError } from '../node/user-error.ts'

interface PackageJson {
  readonly version?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

/**
 * Finds the version range or the file of this copy of Vial, as `package.json` names it.
 *
 * A copy that was installed from a file, or that is a checkout, may not be in the registry.
 *
 * @param from What the author wants instead: a packed archive, a folder, or anything else that npm accepts
 * @param here The folder that a relative path in `from` starts at
 * @param command The command to name in the message, such as `vial new`
 * @throws Error for a path that does not exist
 */
export async function findOwnSource(
  from: string | undefined,
  here: string,
  command: string,
): Promise<string> {
  if (from !== undefined) return toSource(from, here, command)
  const own = await findOwnFolder(await realpath(import.meta.dirname))
  const [, project] = /^(.*?)[\\/]node_modules[\\/]/.exec(own) ?? []
  // create-vial is a folder of this package there.
  if (project === undefined) return `file:${basename(own) === 'create-vial' ? dirname(own) : own}`
  const { dependencies, devDependencies } = await readJson(project).catch((): PackageJson => ({}))
  const range = dependencies?.vial ?? devDependencies?.vial
  const [, path] = /^(?:file|link):(.*)$/.exec(range ?? '') ?? []
  return path === undefined ? `^${(await readJson(own)).version}` : `file:${resolve(project, path)}`
}

/** Reads the version of this copy of Vial, such as `0.1.0`. */
export async function readOwnVersion(): Promise<string | undefined> {
  return (await readJson(await findOwnFolder(import.meta.dirname))).version
}

async function findOwnFolder(from: string): Promise<string> {
  const isOwn = await stat(join(from, 'package.json')).catch(() => undefined)
  return isOwn ? from : findOwnFolder(dirname(from))
}

async function toSource(from: string, here: string, command: string): Promise<string> {
  if (!/^(\.|\/|~|[a-z]:[\\/])|\.tgz$/i.test(from) || /^https?:/.test(from)) return from
  const path = resolve(here, from.replace(/^file:/, ''))
  await stat(path).catch(() => {
    throw createUserError(
      `${command} --from: ${path} does not exist. Name a packed archive (.tgz) or a folder.`,
    )
  })
  return `file:${path}`
}

async function readJson(folder: string): Promise<PackageJson> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as PackageJson
}
