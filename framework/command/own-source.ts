// Finds what a new site has to install to get this copy of Vial.
import { readFile, realpath, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
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
 * @throws Error for a path that does not exist
 */
export async function findOwnSource(from: string | undefined, here: string): Promise<string> {
  if (from !== undefined) return toSource(from, here)
  const own = await realpath(fileURLToPath(new URL('../..', import.meta.url)))
  const [, project] = /^(.*?)[\\/]node_modules[\\/]/.exec(own) ?? []
  if (project === undefined) return `file:${own}`
  const { dependencies, devDependencies } = await readJson(project)
  const range = dependencies?.vial ?? devDependencies?.vial
  const [, path] = /^(?:file|link):(.*)$/.exec(range ?? '') ?? []
  return path === undefined ? `^${(await readJson(own)).version}` : `file:${resolve(project, path)}`
}

async function toSource(from: string, here: string): Promise<string> {
  if (!/^(\.|\/|~|[a-z]:[\\/])|\.tgz$/i.test(from) || /^https?:/.test(from)) return from
  const path = resolve(here, from.replace(/^file:/, ''))
  await stat(path).catch(() => {
    throw createUserError(
      `vial new --from: ${path} does not exist. Name a packed archive (.tgz) or a folder.`,
    )
  })
  return `file:${path}`
}

async function readJson(folder: string): Promise<PackageJson> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as PackageJson
}
