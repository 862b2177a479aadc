// vite build: writes dist/server, which runs the site, and dist/client, which visitors download.
import { rm } from 'node:fs/promises'
import type { Plugin } from 'vite'
import { folderOf } from './output-folder.ts'
import type { ServerModule } from '../report/server-modules.ts'
import type { ServerPackages } from '../packages/server-packages.ts'
import { type BuildSite, needsScript } from '../site.ts'

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
            const { watchSite } = await import('./watch-build.ts')
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
          if (needsScript(site) || site.compiled.entries.size + given > 0) await builder.build(client!)
          // Loaded here: the dev server needs none of it.
          const { arrangeFiles } = await import('./arrange-files.ts')
          await arrangeFiles(site, packages, modules)
        },
      },
    }),
  }
}
