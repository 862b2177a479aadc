// Prerenders the pages with `config.prerender` at the end of the build, with the built site.
import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { PrerenderResult } from '../../node/prerender/prerender.ts'
import { createUserError } from '../../node/user-error.ts'
import type { PrerenderOrder } from './prerender-process.ts'
import type { BuildSite } from '../site.ts'

/**
 * Renders the pages, and writes them and the list of them for the server.
 *
 * @param server The path of `dist/server`
 * @param client The path of `dist/client`
 * @returns The number of pages
 * @throws Error with one line per page that could not be rendered and per broken link
 */
export async function prerenderPages(site: BuildSite, server: string, client: string): Promise<number> {
  const routes = [...site.compiled.prerendered].sort()
  if (routes.length === 0) return 0
  const { files, problems } = await run({ entry: `${server}/handler.js`, routes, folder: client }, site)
  if (problems.length > 0) throw createUserError(problems.join('\n'))
  await writeFile(`${server}/prerendered.json`, JSON.stringify(files))
  return Object.keys(files).length
}

function run(order: PrerenderOrder, { options }: BuildSite): Promise<PrerenderResult> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('./prerender-process.js', import.meta.url)), {
      cwd: options.root,
      // Prerendering never opens a session, so any secret will do. A build does not need SESSION_SECRET.
      env: { ...process.env, NODE_ENV: 'production', SESSION_SECRET: randomBytes(32).toString('hex') },
      execArgv: [],
    })
    child.once('message', (result) => resolve(result as PrerenderResult))
    child.once('error', reject)
    child.once('exit', (code) => {
      reject(
        new Error(`The process that prerenders pages exited with code ${code}. Its output above says why.`),
      )
    })
    child.send(order)
  })
}
