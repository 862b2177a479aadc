// The source of the modules that only exist during dev and build.
import { fileURLToPath } from 'node:url'
import { normalizePath } from 'vite'
import type { RouteFile } from '../routing/route-file.ts'
import { createNavigation } from './navigation.ts'
import type { SiteOptions } from './options.ts'

export const manifestId = 'virtual:vial/manifest'
export const devId = 'virtual:vial/dev'
export const serverId = 'virtual:vial/server'
export const handlerId = 'virtual:vial/handler'
export const clientId = 'virtual:vial/client'
export const browserId = 'virtual:vial/browser'
export const reviveId = 'virtual:vial/revive'
export const adoptSlotsId = 'virtual:vial/adopt-slots'
export const reviveSignalsId = 'virtual:vial/revive-signals'
export const pageId = 'virtual:vial/page'

const islandPrefix = 'virtual:vial/island/'

/** Names the module by which browsers load an island. */
export function islandId(file: string): string {
  return islandPrefix + file
}

/** Gives the island's file of such a name. */
export function toIslandOf(id: string): string | undefined {
  return id.startsWith(islandPrefix) ? id.slice(islandPrefix.length) : undefined
}

/** Writes the manifest: one lazy import a file, so that starting loads none of them. */
export function writeManifestModule(
  files: readonly RouteFile[],
  commands: ReadonlyMap<string, string>,
  options: SiteOptions,
): string {
  const entries = files.map(({ path, from }) => {
    const url = JSON.stringify(from?.file ?? `${options.routesFolder}/${path}`)
    const origin = from ? `, extension: ${JSON.stringify(from.extension)}` : ''
    return `    { path: ${JSON.stringify(path)}, load: () => import(${url})${origin} },`
  })
  const runs = [...commands].map(
    ([name, file]) => `    ${JSON.stringify(name)}: () => import(${JSON.stringify(file)}),`,
  )
  const navigation = createNavigation(options)
  return [
    'export const manifest = {',
    `  base: ${JSON.stringify(options.base)},`,
    `  trailingSlash: ${JSON.stringify(options.trailingSlash)},`,
    ...(navigation ? [`  navigation: ${JSON.stringify(navigation)},`] : []),
    '  files: [',
    ...entries,
    '  ],',
    ...(runs.length > 0 ? ['  commands: {', ...runs, '  },'] : []),
    '}',
    '',
  ].join('\n')
}

/** Writes what the dev server imports: the manifest and the request side that goes with it. */
export function writeDevModule(): string {
  return [
    `export { createDevHandler } from 'vial/server'`,
    `export { manifest } from '${manifestId}'`,
    '',
  ].join('\n')
}

/** Writes `dist/server/handler.js`. */
export function writeHandlerModule(): string {
  return [
    `import { createBuiltSite } from 'vial/server'`,
    `import { manifest } from '${manifestId}'`,
    'let site',
    'export function openSite() {',
    '  site ??= createBuiltSite(manifest, import.meta.url)',
    '  return site',
    '}',
    'export async function fetch(request) {',
    '  return openSite().handler.fetch(request)',
    '}',
    'export default { fetch }',
    '',
  ].join('\n')
}

/** Writes `dist/server/index.js`. */
export function writeServerModule(): string {
  return [
    `import { runBuiltSite } from 'vial/server'`,
    `import { openSite } from '${handlerId}'`,
    'await runBuiltSite(openSite, import.meta.url)',
    '',
  ].join('\n')
}

/** What stands before the names of such modules where Vite serves them, below the base. */
export const devPrefix = '@id/__x00__virtual:vial/'

/**
 * Writes the script that starts islands, and what moves visitors from page to page.
 *
 * A comment that names a file may come from a visitor's text: no name leads out of the folder.
 *
 * @param isBuild Files are then beside this one, else below the base
 */
export function writeClientModule(options: SiteOptions, isBuild: boolean): string {
  const { base, navigation } = options
  const { client, prefetch, viewTransitions } = navigation
  const settings = [
    'script: import.meta.url',
    `base: ${JSON.stringify(base)}`,
    ...(viewTransitions ? ['blend: blendPages'] : []),
    ...(prefetch ? [`takeAhead: fetchAhead(${JSON.stringify(base)})`] : []),
  ]
  return [
    `import { startIslands } from ${browserFile('start-islands')}`,
    ...(client ? [`import { startNavigation } from ${browserFile('start-navigation')}`] : []),
    ...(client && viewTransitions ? [`import { blendPages } from ${browserFile('blend-pages')}`] : []),
    ...(client && prefetch ? [`import { fetchAhead } from ${browserFile('fetch-ahead')}`] : []),
    ...(client ? [`startNavigation({ ${settings.join(', ')} })`] : []),
    ...writeStart(base, isBuild),
    '',
  ].join('\n')
}

function writeStart(base: string, isBuild: boolean): string[] {
  return isBuild
    ? [`startIslands((file) => import(/* @vite-ignore */ './' + /^[\\w-]+\\.js$/.exec(file)[0]))`]
    : [
        `const folder = new URL(${JSON.stringify(base + devPrefix)}, location.origin).href`,
        'startIslands((file) => {',
        '  const { href } = new URL(folder + file)',
        '  if (!href.startsWith(folder)) throw new Error(file + ": this is no island.")',
        '  return import(/* @vite-ignore */ href)',
        '})',
      ]
}

/** Writes what prepares props that are no plain JSON. */
export function writePrepareModule(name: 'revive' | 'reviveSignals' | 'adoptSlots'): string {
  const file = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  return `export { ${name} as prepare } from ${browserFile(file)}\n`
}

/** Writes what every page of the dev server runs, before its islands. */
export function writePageModule(base: string): string {
  return [
    `import { reportPage } from ${browserFile('report-page')}`,
    `if (import.meta.hot) reportPage(import.meta.hot, ${JSON.stringify(base)})`,
    '',
  ].join('\n')
}

/** Names a file of the framework itself: a door would bring all that is behind it, in dev. */
function browserFile(name: string): string {
  return JSON.stringify(normalizePath(fileURLToPath(new URL(`../browser/${name}.js`, import.meta.url))))
}

/**
 * Writes what browsers load for an island.
 *
 * @param names Its components
 */
export function writeIslandModule(path: string, names: readonly string[]): string {
  const imports = names.map((name, index) => `${name} as c${index}`)
  const components = names.map((name, index) => `${name}: c${index}`)
  return [
    `import { wakeIsland } from ${browserFile('wake-island')}`,
    `import { ${imports.join(', ')} } from ${JSON.stringify(path)}`,
    `export const wake = (...input) => wakeIsland({ __proto__: null, ${components.join(', ')} }, ...input)`,
    '',
  ].join('\n')
}

/** Writes what `vial` is in the browser. */
export function writeBrowserModule(options: SiteOptions): string {
  return [
    `import { errorsOf, field, FieldMessages, href, setHrefBase, useRequest } from 'vial/client'`,
    `setHrefBase(${JSON.stringify(options.base)}, ${JSON.stringify(options.trailingSlash)})`,
    'export { errorsOf, field, FieldMessages, href, useRequest }',
    '',
  ].join('\n')
}
