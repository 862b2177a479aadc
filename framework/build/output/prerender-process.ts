// A child process that prerenders pages during the build; connections that the site leaves open end with it.
import { pathToFileURL } from 'node:url'
import type { BuiltSite } from '../../node/built-site.ts'
import type { PrerenderResult } from '../../node/prerender/prerender.ts'

/** `dist/server/handler.js` */
interface BuiltModule {
  openSite(): BuiltSite
}

/** The message from `prerenderPages()`. */
export interface PrerenderOrder {
  /** The path of `dist/server/handler.js`. */
  readonly entry: string
  readonly routes: readonly string[]
  /** The path of `dist/client`. */
  readonly folder: string
}

process.once('message', async ({ entry, routes, folder }: PrerenderOrder) => {
  process.setSourceMapsEnabled(true)
  const result = await render().catch((error: unknown) => ({
    files: {},
    problems: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
  }))
  process.send!(result, () => process.exit())

  async function render(): Promise<PrerenderResult> {
    const { openSite } = (await import(pathToFileURL(entry).href)) as BuiltModule
    return openSite().prerender(routes, folder)
  }
})
