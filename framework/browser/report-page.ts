// Tells vite dev how old this page is, and notes which modules have changed since; never part of a build.

/** `import.meta.hot` of Vite, as far as it is needed here. */
interface HotContext {
  on(event: 'vite:beforeUpdate', listener: (update: { updates: readonly ModuleUpdate[] }) => void): void
  send(event: string, data: string): void
}

interface ModuleUpdate {
  readonly path: string
  readonly timestamp: number
}

/** When modules were last updated, by their URL below the base. */
const updated = new Map<string, number>()
let folder = '/'

/**
 * Reports the version of this page: the server reloads it if something has changed since.
 *
 * @param base Of the site
 */
export function reportPage(hot: HotContext, base: string): void {
  folder = base
  hot.on('vite:beforeUpdate', ({ updates }) => {
    for (const { path, timestamp } of updates) updated.set(path, timestamp)
  })
  const meta = document.querySelector<HTMLMetaElement>('meta[name=vial-page]')
  if (meta) hot.send('vial:page', meta.content)
}

/**
 * Tells whether a module was updated while it was on its way.
 *
 * Vite's client drops the update of a module that has not run yet.
 */
export function hasMissedUpdate(url: string): boolean {
  const { pathname, searchParams } = new URL(url)
  const path = `/${decodeURI(pathname).slice(folder.length)}`
  return Number(searchParams.get('t')) < (updated.get(path) ?? 0)
}
