// The source of the modules that only exist during dev and build.
import type { RouteFile } from '../routing/route-file.ts'
import type { SiteOptions } from './options.ts'

export const manifestId = 'virtual:vial/manifest'
export const devId = 'virtual:vial/dev'
export const serverId = 'virtual:vial/server'
export const handlerId = 'virtual:vial/handler'

/** Writes the manifest: one lazy import a file, so that starting loads none of them. */
export function writeManifestModule(files: readonly RouteFile[], options: SiteOptions): string {
  const entries = files.map(({ path }) => {
    const url = JSON.stringify(`${options.routesFolder}/${path}`)
    return `    { path: ${JSON.stringify(path)}, load: () => import(${url}) },`
  })
  return [
    'export const manifest = {',
    `  base: ${JSON.stringify(options.base)},`,
    `  trailingSlash: ${JSON.stringify(options.trailingSlash)},`,
    '  files: [',
    ...entries,
    '  ],',
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
