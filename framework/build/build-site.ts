// vite build: one command makes dist/server, which runs, and dist/client, which visitors download.
import { existsSync } from 'node:fs'
import { copyFile, mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Plugin, ResolvedConfig } from 'vite'
import { parsePathname } from '../http/canonical-url.ts'
import { assetsFolder } from '../node/built-site.ts'
import { findPublicFiles } from '../node/public-files.ts'
import { compressFiles } from './compress.ts'
import type { BuildSite } from './site.ts'

/** Builds the server, then sorts out what belongs to visitors. */
export function buildSite(site: BuildSite): Plugin {
  return {
    name: 'vial:build',
    sharedDuringBuild: true,
    config: () => ({
      builder: {
        async buildApp(builder) {
          await builder.build(builder.environments.ssr!)
          await arrangeFiles(site)
        },
      },
    }),
  }
}

async function arrangeFiles(site: BuildSite): Promise<void> {
  const { config } = site
  const server = folderOf(config, 'ssr')
  const client = folderOf(config, 'client')
  await rm(client, { recursive: true, force: true })
  await mkdir(client, { recursive: true })
  if (config.publicDir) await copyPublicFiles(config.publicDir, client)
  // Pages name their style sheets and images as visitors will find them, but Vite puts them beside the server's code.
  const assets = `${server}/${assetsFolder}`
  if (existsSync(assets)) await rename(assets, `${client}/${assetsFolder}`)
  const count = await compressFiles(client)
  config.logger.info(`The site is ready in ${server}; ${count} compressed files were written.`)
}

function folderOf(config: ResolvedConfig, environment: 'ssr' | 'client'): string {
  return resolve(config.root, config.environments[environment]!.build.outDir)
}

/** Copies what visitors may see: no hidden files, no pipes, and the targets of links instead of the links. */
async function copyPublicFiles(from: string, to: string): Promise<void> {
  for (const [pathname, path] of await findPublicFiles(from)) {
    const copy = join(to, ...parsePathname(pathname).segments)
    await mkdir(dirname(copy), { recursive: true })
    await copyFile(path, copy)
  }
}
