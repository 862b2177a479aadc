// Reads the session secret for development, which is generated once and stays out of version control.
import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'

/**
 * Reads the secret of a project, or generates it.
 *
 * @param root The project's folder; the secret is in `.vial/secret`
 */
export async function readDevSecret(root: string): Promise<string> {
  const path = `${root}/.vial/secret`
  const existing = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  if (existing.length >= 32) return existing
  const secret = randomBytes(32).toString('base64url')
  await mkdir(`${root}/.vial`, { recursive: true })
  await writeFile(path, secret, { mode: 0o600 })
  return secret
}
