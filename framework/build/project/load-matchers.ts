// Loads the matchers of routes/_params.ts as the site itself does, so that vial match is exact.
import { listMatchers, toPattern } from '../routes/check-routes.ts'
import { createUserError } from '../../node/user-error.ts'
import { type Matchers, describeMissingMatchers, toMatcher } from '../../routing/matcher.ts'
import { parseFolderPattern } from '../../routing/pattern.ts'
import type { Project } from './project.ts'

/**
 * Loads the site's own matchers, if any route names a matcher; nothing else of the site runs.
 *
 * @param importModule Imports a file of the site
 * @throws Error for a matcher that does not exist or is not a schema
 */
export async function loadMatchers(
  { files, site }: Project,
  importModule: (file: string) => Promise<object>,
): Promise<Matchers> {
  const params = files.find(({ kind }) => kind === 'params')
  const patterns = files.map((file) => ({
    file,
    pattern: file.kind === 'route' ? toPattern(file) : parseFolderPattern(file.folder),
  }))
  const names = listMatchers(patterns.map(({ pattern }) => pattern))
  if (!params || names.length === 0) return {}

  const module = await importModule(`${site.options.routesFolder}/${params.path}`)
  const schemas = new Map(Object.entries(module as Record<string, Schema>))
  const matchers = Object.fromEntries(
    names.filter((name) => schemas.has(name)).map((name) => [name, toMatcher(name, schemas.get(name)!)]),
  )
  const own = new Set(Object.keys(matchers))
  const missing = patterns.flatMap(({ file, pattern }) =>
    describeMissingMatchers(`routes/${file.path}`, pattern, own),
  )
  if (missing.length > 0) throw createUserError(missing.join('\n'))
  return matchers
}

type Schema = Parameters<typeof toMatcher>[1]
