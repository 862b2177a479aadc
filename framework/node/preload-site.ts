// Loads everything that requests need before the server listens.
import { findActiveFiles } from '../request/route/extension-routes.ts'
import type { RunningSite } from '../request/pipeline/running-site.ts'
import { explainMissingPackage } from './missing-package.ts'
import { createUserError } from './user-error.ts'

/** How many modules load at the same time: each of them needs a file descriptor. */
const maxConcurrent = 8

/**
 * Loads all files of `routes/`, so that no request has to open a file of code.
 *
 * Node.js remembers that an `import()` has failed. If a module could not be opened because the process had no file
 * descriptor left, its route would answer 500 until the process ends. A module that fails for another reason is logged, and
 * only its route answers 500.
 *
 * @returns Whether any route has sockets
 * @throws Error when the process may not open more files, or a package is not installed: a deployment that is incomplete
 *   must not replace one that works
 */
export async function preloadSite({
  manifest,
  definition,
  load,
}: RunningSite): Promise<{ hasSockets: boolean }> {
  const waiting = [...findActiveFiles(manifest.files, definition.extensions)]
  let hasSockets = false
  const work = async (): Promise<void> => {
    for (let file = waiting.pop(); file; file = waiting.pop()) {
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
  }
  await Promise.all(Array.from({ length: maxConcurrent }, work))
  return { hasSockets }
}

function isOutOfFiles(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown }
  return code === 'EMFILE' || code === 'ENFILE'
}

function explainLimit({ message }: Error): string {
  return `The process may not open more files (${message}). Raise its limit: LimitNOFILE in systemd, or ulimit -n.`
}
