// Arranges the files that a build has written: what visitors download, prerendered pages, and the report.
import { existsSync } from 'node:fs'
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import type { Logger, Manifest as ViteManifest } from 'vite'
import { parsePathname } from '../../http/canonical-url.ts'
import { findPublicFiles } from '../../node/files/public-files.ts'
import { collectBrowserEntries, removeUnusedStylesheets } from '../browser/collect-browser-entries.ts'
import { collectBrowserFiles } from '../browser/collect-browser-files.ts'
import { compressFiles } from './compress.ts'
import { moveAssets } from '../styles/move-assets.ts'
import { folderOf } from './output-folder.ts'
import { prerenderPages } from './prerender.ts'
import { type BuildReport, saveBuildReport } from '../report/build-report.ts'
import { formatColumns } from '../report/format-columns.ts'
import { formatBuildReport } from '../report/format-report.ts'
import { makeBuildReport } from '../report/make-report.ts'
import type { ServerModule } from '../report/server-modules.ts'
import type { ServerPackages } from '../packages/server-packages.ts'
import type { BuildSite } from '../site.ts'
import { findLastingFolder } from './watch-build.ts'

/** Moves the files for visitors to dist/client, renders pages, compresses files, and prints and saves the report. */
export async function arrangeFiles(
  site: BuildSite,
  packages: ServerPackages,
  modules: ReadonlyMap<string, ServerModule>,
): Promise<void> {
  const { config, assetsFolder } = site
  const server = folderOf(config, 'ssr')
  const client = folderOf(config, 'client')
  await mkdir(`${client}/${assetsFolder}`, { recursive: true })
  if (config.publicDir && config.build.copyPublicDir) await copyPublicFiles(config.publicDir, client)
  const manifest = await takeManifest(site, client)
  const browserFiles = collectBrowserFiles(site, manifest)
  const entries = collectBrowserEntries(site, manifest)
  const islands = Object.values(browserFiles?.islands ?? {})
  const linked = [...islands, ...Object.values(entries)].flatMap(({ styles = [] }) => styles)
  await removeUnusedStylesheets(client, manifest, new Set(linked), site)
  // Pages link stylesheets and images at their public URLs, but Vite writes them beside the server's code.
  await moveAssets(server, client, assetsFolder)
  await writeFile(`${server}/browser.json`, JSON.stringify(browserFiles ?? null))
  if (site.compiled.entries.size > 0) await writeFile(`${server}/entries.json`, JSON.stringify(entries))
  const needed = await packages.write(server, config.root)
  const pages = await prerenderPages(site, server, client)
  const report = await makeBuildReport(site, { client, server, modules, browserFiles, entries, manifest })
  await saveBuildReport(config.root, report)
  printReport(report, config.logger)
  if (pages > 0) config.logger.info(`${pages} ${pages === 1 ? 'page was' : 'pages were'} prerendered.`)
  const count = await compressFiles(client)
  const compressed = count === 0 ? '' : `; ${count} compressed files were written`
  const lasting = join(findLastingFolder(config), 'server')
  config.logger.info(`The site is ready in ${lasting}${compressed}.`)
  if (needed.length > 0) config.logger.info(describeNeeds(needed, relative(config.root, lasting)))
}

function printReport(report: BuildReport, logger: Logger): void {
  const { tables, summary } = formatBuildReport(report, true)
  for (const rows of tables) logger.info(`\n${formatColumns(rows).join('\n')}`)
  logger.info(`\n${summary}`)
  for (const warning of report.warnings) logger.warn(warning)
}

function describeNeeds(names: readonly string[], server: string): string {
  return `It imports ${names.join(', ')}. To run it without this project's node_modules, run npm install in ${server}.`
}

/** Reads Vite's manifest and deletes it, unless the author wants it; empty if Vite has built nothing. */
async function takeManifest({ config, keepsManifest }: BuildSite, folder: string): Promise<ViteManifest> {
  const { manifest: name } = config.environments.client!.build
  const file = join(folder, typeof name === 'string' ? name : '.vite/manifest.json')
  if (!existsSync(file)) return {}
  const manifest = JSON.parse(await readFile(file, 'utf8')) as ViteManifest
  if (!keepsManifest) await rm(dirname(file), { recursive: true })
  return manifest
}

/** Copies public files: no hidden files, no pipes, and the targets of links instead of the links. */
async function copyPublicFiles(from: string, to: string): Promise<void> {
  for (const [pathname, path] of await findPublicFiles(from)) {
    const copy = join(to, ...parsePathname(pathname).segments)
    await mkdir(dirname(copy), { recursive: true })
    await copyFile(path, copy)
  }
}
