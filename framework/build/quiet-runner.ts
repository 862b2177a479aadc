// Creates the environment that runs the site in dev, without messages that the author cannot act on.
import { type DevEnvironment, type ResolvedConfig, createRunnableDevEnvironment } from 'vite'

/** Creates what Vite creates for `ssr`, but without the line `(ssr) connected.` in the terminal. */
export function createQuietEnvironment(name: string, config: ResolvedConfig): DevEnvironment {
  const environment: DevEnvironment = createRunnableDevEnvironment(name, config, {
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
