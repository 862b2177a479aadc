// Reads the lists that the build writes beside the server's code.
import { readFileSync } from 'node:fs'
import { createUserError } from './user-error.ts'

/**
 * Reads a JSON file of `dist/server`.
 *
 * @param name The name of the file
 * @param entry The URL of a file in the same folder
 * @throws Error that says what to do about a damaged file, and about a folder that an unfinished build has left behind: the
 *   server's code comes first, these files last
 */
export function readBuildFile<Content>(name: string, entry: string): Content {
  try {
    return JSON.parse(readFileSync(new URL(`./${name}`, entry), 'utf8')) as Content
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw createUserError(`dist/server/${name} is damaged (${error.message}). ${howToRepair}`)
    }
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    throw createUserError(
      `dist/server/${name} is missing, so the last build has not finished. Run vite build, and correct what it reports.`,
    )
  }
}

const howToRepair = 'Run vite build again, or copy the whole folder dist/ again.'
