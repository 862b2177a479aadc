// vite build: writes dist/server, which runs the site, and dist/client, which visitors download.
import { existsSync } from 'node:fs'
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import type { Logger, Manifest as ViteManifest, Plugin, ResolvedConfig } from 'vite'
import { parsePathname } from '../http/canonical-url.ts'
import { findPublicFiles } from '../node/public-files.ts'
import { collectBrowserEntries, removeUnusedStylesheets } from './collect-browser-entries.ts'
import { collectBrowserFiles } from './collect-browser-files.ts'
import { compressFiles } from './compress.ts'
import { moveAssets } from './move-assets.ts'
import { prerenderPages } from './prerender.ts'
import { type BuildReport, saveBuildReport } from './report/build-report.ts'
import { formatColumns } from './report/format-columns.ts'
import { formatBuildReport } from './report/format-report.ts'
import { makeBuildReport } from './report/make-report.ts'
import type { ServerModule } from './report/server-modules.ts'
import type { ServerPackages } from './server-packages.ts'
import { type BuildSite, needsScript } from './site.ts'
import { findLastingFolder, watchSite } from './watch-build.ts'

/** Builds the server, then the islands and browser entries that it imports, then moves the files for visitors to dist/client. */
export function buildSite(
  site: BuildSite,
  packages: ServerPackages,
  modules: ReadonlyMap<string, ServerModule>,
): Plugin {
  return {
    name: 'vial:build',
    sharedDuringBuild: true,
    config: ({ build }) => ({
      // Most of what the bundler would report as slow are the framework's own plugins.
      build: { rolldownOptions: { checks: { pluginTimings: false, ...build?.rolldownOptions?.checks } } },
      builder: {
        async buildApp(builder) {
          if (builder.config.build.watch) {
            // Otherwise Vite builds the environments after this, each on its own.
            for (const environment of Object.values(builder.environments)) environment.isBuilt = true
            return watchSite(site)
          }
          // The bundler would add its stack to what is wrong with the routes.
          await site.files()
          const { ssr, client } = builder.environments
          await builder.build(ssr!)
          const { emptyOutDir, rolldownOptions } = client!.config.build
          if (emptyOutDir !== false)
            await rm(folderOf(site.config, 'client'), { recursive: true, force: true })
          const given = Object.keys(rolldownOptions.input ?? {}).length
          if (needsScript(site) || site.entries.size + given > 0) await builder.build(client!)
          await arrangeFiles(site, packages, modules)
        },
      },
    }),
  }
}

async function arrangeFiles(
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
  if (site.entries.size > 0) await writeFile(`${server}/entries.json`, JSON.stringify(entries))
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

function folderOf(config: ResolvedConfig, environment: 'ssr' | 'client'): string {
  return resolve(config.root, config.environments[environment]!.build.outDir)
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
