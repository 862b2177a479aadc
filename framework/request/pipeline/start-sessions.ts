// Gets the sessions of a site ready: their settings and, where there is one, their store.
import { guardStore } from '../../session/guarded-store.ts'
import { type SessionConfig, type SessionOptions, createSessionConfig } from '../../session/session-config.ts'
import type { Manifest } from './manifest.ts'

/**
 * Reads the settings, starts the store and puts the guard in front of it.
 *
 * @throws Error for settings that cannot work, and what the store throws when it cannot ever work
 */
export async function startSessions(
  settings: SessionOptions,
  { base = '/', environment = {}, keepModules, hotData: kept, log, sealer, secure }: Manifest,
): Promise<SessionConfig> {
  const config = createSessionConfig(settings, { sealer, secure: secure !== false, base })
  if (!config.store) return config
  await config.store.start?.({
    environment,
    log,
    isDevelopment: keepModules === false,
    hotData: kept ?? new Map(),
  })
  return { ...config, store: guardStore(config.store, log) }
}
