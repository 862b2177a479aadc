// Writes the source of the virtual modules that exist only in dev and build.
import { fileURLToPath } from 'node:url'
import { normalizePath } from 'vite'
import type { RouteFile } from '../routing/route-file.ts'
import { createNavigation } from './browser/navigation.ts'
import type { SiteOptions } from './options.ts'

export const manifestId = 'virtual:vial/manifest'
export const devId = 'virtual:vial/dev'
export const serverId = 'virtual:vial/server'
export const handlerId = 'virtual:vial/handler'
export const clientId = 'virtual:vial/client'
export const browserId = 'virtual:vial/browser'
/** The modules that browsers load for the islands that need them, by the function that each exports. */
export const supportIds = {
  revive: 'virtual:vial/revive',
  reviveSignals: 'virtual:vial/revive-signals',
  moveSlots: 'virtual:vial/move-slots',
  scheduleHydration: 'virtual:vial/schedule-hydration',
} as const
/** What few visits of client navigation need. */
export const restId = 'virtual:vial/rest'
export const pageId = 'virtual:vial/page'
export const inspectorId = 'virtual:vial/inspector'
export const inspectorIslandId = 'virtual:vial/inspector-island'

const islandPrefix = 'virtual:vial/island/'

/** Names the virtual module through which browsers load an island. */
export function islandId(file: string): string {
  return islandPrefix + file
}

/** Gives the island's file of such a module name. */
export function toIslandOf(id: string): string | undefined {
  return id.startsWith(islandPrefix) ? id.slice(islandPrefix.length) : undefined
}

/** Writes the manifest: one lazy import per file, so that the start loads none of them. */
export function writeManifestModule(
  files: readonly RouteFile[],
  commands: ReadonlyMap<string, string>,
  options: SiteOptions,
): string {
  const entries = files.map(({ path, kind, folder, status, from }) => {
    const url = JSON.stringify(from?.file ?? `${options.routesFolder}/${path}`)
    const facts = Object.entries({ path, kind, folder, status, extension: from?.extension })
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name}: ${JSON.stringify(value)}, `)
    return `    { ${facts.join('')}load: () => import(${url}) },`
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

/** Writes what the dev server imports: the manifest and the function that creates its handler. */
export function writeDevModule(): string {
  return [
    `export { createDevHandler } from 'vial/server'`,
    `export { manifest } from '${manifestId}'`,
    '',
  ].join('\n')
}

const packagePrefix = 'virtual:vial/package/'

/** Names the virtual module that imports a package as the site's files do, which shares their copy of it. */
export function packageId(name: string): string {
  return packagePrefix + name
}

/** Writes such a module; `undefined` for other ids. */
export function writePackageModule(id: string): string | undefined {
  if (!id.startsWith(packagePrefix)) return undefined
  const name = JSON.stringify(id.slice(packagePrefix.length))
  return `import * as all from ${name}\nexport * from ${name}\nexport default all.default\n`
}

/**
 * Writes `dist/server/handler.js`.
 *
 * @param hasCompat Whether `preact/compat` replaces React: its hooks change the HTML of all pages, so they do not wait for
 *   the first route that imports it
 */
export function writeHandlerModule(hasCompat: boolean): string {
  return [
    ...(hasCompat ? [`import 'preact/compat'`] : []),
    `import { createBuiltSite, createHostHandler } from 'vial/server'`,
    `import { manifest } from '${manifestId}'`,
    'let site',
    'export function openSite() {',
    '  site ??= createBuiltSite(manifest, import.meta.url)',
    '  return site',
    '}',
    'export const { fetch, listener, acceptSockets, stop } = createHostHandler(openSite)',
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

/** The prefix of these modules' URLs in dev, below the base. */
export const devPrefix = '@id/__x00__virtual:vial/'

/**
 * Writes the script that starts islands and client navigation, and marks submitted forms.
 *
 * The comment that names an island's file could come from text that a visitor wrote, so no name may lead out of the folder.
 *
 * @param emitRest In a build, where the files are beside the script: adds the file of `restId`, and returns an expression
 * for its URL. Otherwise the files are below the base
 */
export function writeClientModule(options: SiteOptions, emitRest?: () => string): string {
  const { base, navigation } = options
  const { client, pendingForms, prefetch, viewTransitions } = navigation
  const restUrl = client && (emitRest?.() ?? JSON.stringify(restId))
  const settings = [
    'script: import.meta.url',
    `base: ${JSON.stringify(base)}`,
    // Vite would add its code for preloads.
    `loadRest: () => import(/* @vite-ignore */ ${restUrl})`,
    ...(viewTransitions ? ['transition: runViewTransition'] : []),
    ...(prefetch ? [`prefetched: prefetchPages(${JSON.stringify(base)})`] : []),
  ]
  return [
    `import { startIslands } from ${browserFile('start-islands')}`,
    ...(client ? [`import { startNavigation } from ${browserFile('start-navigation')}`] : []),
    ...(client && viewTransitions
      ? [`import { runViewTransition } from ${browserFile('view-transition')}`]
      : []),
    ...(client && prefetch ? [`import { prefetchPages } from ${browserFile('prefetch-pages')}`] : []),
    ...(pendingForms ? [`import { trackSubmissions } from ${browserFile('track-submissions')}`] : []),
    ...(client ? [`startNavigation({ ${settings.join(', ')} })`] : []),
    // After client navigation, so that it sees only the forms that are left to the browser.
    ...(pendingForms ? ['trackSubmissions()'] : []),
    ...writeStart(base, emitRest !== undefined),
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
        '  if (!href.startsWith(folder)) throw new Error(file + ": this is not an island.")',
        '  return import(/* @vite-ignore */ href)',
        '})',
      ]
}

/** Writes what client navigation loads when a visit needs it. */
export function writeRestModule(): string {
  return [
    `export { showProgress } from ${browserFile('show-progress')}`,
    `export { openResponse } from ${browserFile('open-response')}`,
    '',
  ].join('\n')
}

/** Writes a module that some islands need; `undefined` for other ids. */
export function writeSupportModule(id: string): string | undefined {
  const found = Object.entries(supportIds).find(([, each]) => each === id)
  if (!found) return undefined
  const [name] = found
  const role = name === 'scheduleHydration' ? 'schedule' : 'prepare'
  return `export { ${name} as ${role} } from ${browserFile(id.slice(id.lastIndexOf('/') + 1))}\n`
}

/** Writes what every page of the dev server runs, before its islands. */
export function writePageModule(base: string): string {
  return [
    `import { reportPage } from ${browserFile('report-page')}`,
    `if (import.meta.hot) reportPage(import.meta.hot, ${JSON.stringify(base)})`,
    '',
  ].join('\n')
}

/** Writes the script that starts the island of the inspector. */
export function writeInspectorModule(base: string): string {
  return [
    `import { startIslands } from ${browserFile('start-islands')}`,
    ...writeStart(base, false),
    '',
  ].join('\n')
}

/** Writes the module of that island. */
export function writeInspectorIslandModule(): string {
  return [
    `import { hydrateIsland } from ${browserFile('hydrate-island')}`,
    `import RequestList from ${browserFile('../inspector/request-list')}`,
    'export const hydrate = (...input) => hydrateIsland({ __proto__: null, default: RequestList }, ...input)',
    '',
  ].join('\n')
}

/** Names an inner file of the framework: in dev, importing an entry point would load everything that it re-exports. */
function browserFile(name: string): string {
  return JSON.stringify(normalizePath(fileURLToPath(new URL(`../browser/${name}.js`, import.meta.url))))
}

/**
 * Writes the module that browsers load for an island.
 *
 * @param names The names of its components
 */
export function writeIslandModule(path: string, names: readonly string[]): string {
  const imports = names.map((name, index) => `${name} as c${index}`)
  const components = names.map((name, index) => `${name}: c${index}`)
  return [
    `import { hydrateIsland } from ${browserFile('hydrate-island')}`,
    `import { ${imports.join(', ')} } from ${JSON.stringify(path)}`,
    `export const hydrate = (...input) => hydrateIsland({ __proto__: null, ${components.join(', ')} }, ...input)`,
    '',
  ].join('\n')
}

/** Writes the browser's version of `vial`. */
export function writeBrowserModule(options: SiteOptions): string {
  return [
    `import { errorsOf, field, FieldMessages, href, isActive, publicUrl, setHrefBase, useRequest } from 'vial/client'`,
    `setHrefBase(${JSON.stringify(options.base)}, ${JSON.stringify(options.trailingSlash)})`,
    'export { errorsOf, field, FieldMessages, href, isActive, publicUrl, useRequest }',
    '',
  ].join('\n')
}
