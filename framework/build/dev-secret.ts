// The session secret of development: made once, kept out of version control.
import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'

/**
 * Reads the secret of a project, or makes it.
 *
 * @param root The project's folder; the secret is in `.vial/secret`
 */
export async function readDevSecret(root: string): Promise<string> {
  const path = `${root}/.vial/secret`
  const kept = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  if (kept.length >= 32) return kept
  const secret = randomBytes(32).toString('base64url')
  await mkdir(`${root}/.vial`, { recursive: true })
  await writeFile(path, secret, { mode: 0o600 })
  return secret
}
