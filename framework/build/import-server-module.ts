// Imports modules where the site runs in development: in the environment of its server.
import { type RunnableDevEnvironment, type ViteDevServer, isRunnableDevEnvironment } from 'vite'

/**
 * Imports a module in the site's server environment.
 *
 * @throws Error when another plugin has moved the server side of the site out of this process
 */
export function importServerModule<Module>(server: ViteDevServer, id: string): Promise<Module> {
  return findRunner(server).import<Module>(id)
}

/**
 * Finds what runs the modules of the site.
 *
 * @throws Error in the same case
 */
export function findRunner(server: ViteDevServer): RunnableDevEnvironment['runner'] {
  const { ssr } = server.environments
  if (ssr && isRunnableDevEnvironment(ssr)) return ssr.runner
  throw new Error(
    'vial(): the ssr environment must run in this process. Remove the plugin that moves it to another one.',
  )
}
