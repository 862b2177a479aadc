// Loads the routes of a site while it already answers requests.
import { setImmediate } from 'node:timers/promises'
import { findActiveFiles } from '../request/route/extension-routes.ts'
import type { RunningSite } from '../request/pipeline/running-site.ts'
import { explainMissingPackage } from './missing-package.ts'
import { isOutOfFiles } from './out-of-files.ts'
import { createUserError } from './user-error.ts'

/**
 * Loads all files of `routes/`, one after the other, so that soon no request has to open a file of code. A request loads
 * its own route if that comes first.
 *
 * Node.js remembers that an `import()` has failed. If a module could not be opened because the process had no file
 * descriptor left, its route would answer 500 until the process ends. A module that fails for another reason is logged, and
 * only its route answers 500.
 *
 * @param isStopping Whether to load no more (default: never)
 * @returns Whether any route has sockets
 * @throws Error when the process may not open more files, or a package is not installed
 */
export async function loadRoutes(
  { manifest, definition, load }: RunningSite,
  isStopping: () => boolean = () => false,
): Promise<{ hasSockets: boolean }> {
  let hasSockets = false
  for (const file of findActiveFiles(manifest.files, definition.extensions)) {
    // Requests come first. Newer versions of Node.js load a module without leaving the event loop.
    await setImmediate()
    if (isStopping()) break
    try {
      const module = (await load(file)) as { socket?: unknown }
      hasSockets ||= module.socket !== undefined
    } catch (error) {
      const fatal = isOutOfFiles(error)
        ? createUserError(explainLimit(error as Error))
        : explainMissingPackage(error)
      if (fatal) throw fatal
      manifest.log.error({ err: error }, `routes/${file.path} does not load. Its requests fail.`)
    }
  }
  return { hasSockets }
}

function explainLimit({ message }: Error): string {
  return `The process may not open more files (${message}). Raise its limit: LimitNOFILE in systemd, or ulimit -n.`
}
