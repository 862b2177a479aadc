// Sets up the sessions of a site: their settings and, if the site has one, their store.
import { guardStore } from '../../session/guarded-store.ts'
import { type SessionConfig, type SessionOptions, createSessionConfig } from '../../session/session-config.ts'
import type { Manifest } from './manifest.ts'

/**
 * Reads the settings and starts the store, wrapped so that a store that is down does not slow down every request.
 *
 * @throws Error for settings that cannot work, or the error of a store that cannot start
 */
export async function startSessions(
  settings: SessionOptions,
  { base = '/', environment = {}, keepModules, hotData, log, sealer, secure }: Manifest,
): Promise<SessionConfig> {
  const config = createSessionConfig(settings, { sealer, secure: secure !== false, base })
  if (!config.store) return config
  await config.store.start?.({
    environment,
    log,
    isDevelopment: keepModules === false,
    hotData: hotData ?? new Map(),
  })
  return { ...config, store: guardStore(config.store, log) }
}
