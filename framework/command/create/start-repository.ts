// Starts a Git repository in the folder of a new site.
import { spawnSync } from 'node:child_process'

/**
 * Runs `git init`, unless the folder already belongs to a repository.
 *
 * @returns Whether a repository was started; `false` also if Git is not installed
 */
export function startRepository(folder: string): boolean {
  return git(['rev-parse', '--is-inside-work-tree'], folder) !== 0 && git(['init', '--quiet'], folder) === 0
}

function git(words: readonly string[], folder: string): number | null {
  return spawnSync('git', words, { cwd: folder, stdio: 'ignore' }).status
}
