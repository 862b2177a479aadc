// The pages with `config.prerender`, rendered by the built site at the end of the build.
import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { PrerenderResult } from '../node/prerender.ts'
import type { PrerenderOrder } from './prerender-process.ts'
import type { BuildSite } from './site.ts'

/**
 * Renders the pages and writes them, and what the server has to know of them.
 *
 * @param server The path of `dist/server`
 * @param client The path of `dist/client`
 * @returns How many there are
 * @throws Error with a line for each page that could not be rendered and for each link that leads nowhere
 */
export async function prerenderPages(site: BuildSite, server: string, client: string): Promise<number> {
  const routes = [...site.prerendered].sort()
  if (routes.length === 0) return 0
  const { files, problems } = await run({ entry: `${server}/handler.js`, routes, folder: client }, site)
  if (problems.length > 0) throw new Error(problems.join('\n'))
  await writeFile(`${server}/prerendered.json`, JSON.stringify(files))
  return Object.keys(files).length
}

function run(order: PrerenderOrder, { options }: BuildSite): Promise<PrerenderResult> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('./prerender-process.js', import.meta.url)), {
      cwd: options.root,
      // Sessions cannot be read here: any secret will do, and none is needed to build.
      env: { ...process.env, NODE_ENV: 'production', SESSION_SECRET: randomBytes(32).toString('hex') },
      execArgv: [],
    })
    child.once('message', (result) => resolve(result as PrerenderResult))
    child.once('error', reject)
    child.once('exit', (code) => {
      reject(new Error(`The site ended with ${code} while its pages were prerendered. Its output says why.`))
    })
    child.send(order)
  })
}
