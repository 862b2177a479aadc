// Divides the assets of the server build: visitors download some, and the server's own code reads others.
import { readFileSync } from 'node:fs'
import { copyFile, mkdir, readdir, rename, rmdir } from 'node:fs/promises'
import { join } from 'node:path'

// As Vite and Rolldown write the URL of a file for code that reads it: relative to the module.
const ownFile = /\bnew URL\(\s*["'`](\.[^"'`]+)["'`]\s*,\s*import\.meta\.url\s*\)/g

/**
 * Moves assets from `dist/server` to `dist/client`.
 *
 * A file that the server's code reads, such as WebAssembly, stays there; visitors get it too only if something links to it.
 *
 * @param folder The folder of assets, below both
 */
export async function moveAssets(server: string, client: string, folder: string): Promise<void> {
  const names = await listFiles(join(server, folder))
  if (names.length === 0) return
  // Synchronous: there is a file for each route, and the limit of open files may be low.
  const texts = (await listFiles(server))
    .filter((name) => /\.(js|css|json)$/.test(name))
    .map((name) => readFileSync(join(server, name), 'utf8'))
  const read = texts.flatMap((text) => [...text.matchAll(ownFile)].map(([, path]) => path!))
  const links = texts.map((text) => text.replace(ownFile, '')).join('\n')
  await mkdir(join(client, folder), { recursive: true })
  let kept = 0
  for (const name of names) {
    const [from, to] = [join(server, folder, name), join(client, folder, name)]
    if (!read.some((path) => path.endsWith(`${folder}/${name}`))) {
      await rename(from, to)
      continue
    }
    kept++
    if (links.includes(name)) await copyFile(from, to)
  }
  if (kept === 0) await rmdir(join(server, folder))
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
}
