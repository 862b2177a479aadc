// Finds the folders of a build.
import { resolve } from 'node:path'
import type { ResolvedConfig } from 'vite'

/** Finds the folder that the build of an environment writes: an absolute path. */
export function folderOf(config: ResolvedConfig, environment: 'ssr' | 'client'): string {
  return resolve(config.root, config.environments[environment]!.build.outDir)
}
