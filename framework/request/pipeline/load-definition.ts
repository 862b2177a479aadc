// Loads the definition that `_server` exports, without running its functions.
import type { Context } from '../context/context.ts'
import type { LoadModule } from '../route/module-loader.ts'
import { checkDefaultExport } from '../route/route-module.ts'
import type { ManifestFile } from './manifest.ts'
import type { ServerDefinition } from './server-definition.ts'

/**
 * Loads the definition of a site; it is empty if there is no `_server` file.
 *
 * @throws Error if the file exports no definition
 */
export async function loadDefinition(
  files: readonly ManifestFile[],
  load: LoadModule,
): Promise<ServerDefinition<Context>> {
  const file = files.find(({ kind }) => kind === 'server')
  if (!file) return {}
  const module = (await load(file)) as { default: ServerDefinition<Context> }
  checkDefaultExport(file, module)
  return module.default
}
