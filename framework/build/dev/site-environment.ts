// Creates the environment that runs the site in dev.
import {
  type DevEnvironment,
  type ResolvedConfig,
  createRunnableDevEnvironment,
  createServerModuleRunner,
} from 'vite'
import { createDefaultImportMeta, createNodeImportMeta } from 'vite/module-runner'

/**
 * Creates what Vite creates for `ssr`, but without the line `(ssr) connected.` in the terminal, and without a thread for
 * `import.meta.resolve()` before a module calls it.
 */
export function createSiteEnvironment(name: string, config: ResolvedConfig): DevEnvironment {
  const environment: DevEnvironment = createRunnableDevEnvironment(name, config, {
    runner(own, options) {
      const runner = createServerModuleRunner(own, options)
      runner.options.createImportMeta = createImportMeta
      return runner
    },
    runnerOptions: {
      hmr: {
        logger: {
          debug(...texts) {
            if (texts[0] !== 'connected.') environment.logger.info(texts.join(' '), { timestamp: true })
          },
          error: (error) =>
            environment.logger.error(error instanceof Error ? error.message : error, { timestamp: true }),
        },
      },
    },
  })
  return environment
}

/**
 * Creates `import.meta` as Vite does. For `resolve()` Vite registers a hook at the first module, and in Node.js before 22.15
 * a hook starts a thread, through which every later import goes.
 */
function createImportMeta(path: string): ReturnType<typeof createNodeImportMeta> {
  return {
    ...createDefaultImportMeta(path),
    main: false,
    resolve: (id: string, parent?: string) => createNodeImportMeta(path).resolve(id, parent),
  }
}
