// Decides which files of the project the dev server sends to browsers: those that a page or a module uses, and no others.
import { realpathSync, statSync } from 'node:fs'
import { dirname, posix } from 'node:path'
import {
  type EnvironmentModuleNode,
  type Plugin,
  type ResolvedConfig,
  type ViteDevServer,
  isCSSRequest,
  normalizePath,
} from 'vite'
import type { BuildSite } from '../site.ts'

export interface ServedFiles {
  /** Refuses modules that a browser requests by a URL which no module imports. */
  readonly plugin: Plugin
  /** Tells whether browsers may get a file of the project, or of a package. */
  allows(file: string, server: ViteDevServer): boolean
}

/**
 * Creates the rule that says which files browsers may get in development.
 *
 * Vite serves every file below the workspace, as a module and as it is, under several URLs: `/x`, `/@fs/…/x`, `/@id/x`, and
 * each of them with `?import`, `?raw` or `?url`. Here only the file counts, not the URL.
 */
export function createServedFiles(site: BuildSite): ServedFiles {
  let devServer: ViteDevServer | undefined
  let viteFolder: string | undefined
  const workers = new Set<string>()
  return {
    plugin: {
      name: 'vial:served-files',
      apply: 'serve',
      applyToEnvironment: (environment) => environment.name === 'client',
      async configureServer(server) {
        // In Vitest, browsers request test files, which no module imports.
        if (isVitest(server.config)) return
        devServer = server
        const client = await server.environments.client.pluginContainer.resolveId('/@vite/client')
        if (client) viteFolder = dirname(client.id)
      },
      load: {
        order: 'pre',
        handler(id) {
          const file = id.replace(/[?#].*$/, '')
          if (!devServer || id.startsWith('\0') || !isFile(file) || allows(file, devServer)) return undefined
          // The code of a module that does not exist: Vite passes such a request on, and the site answers 404.
          const error = new Error(
            `${file}: no page and no module uses this file, so browsers cannot load it.`,
          )
          throw Object.assign(error, { code: 'ERR_LOAD_URL' })
        },
      },
      transform: {
        filter: { code: workerUrl },
        // A worker is not an import, so it is not in the module graph.
        async handler(code, id) {
          for (const [, name] of code.matchAll(new RegExp(workerUrl, 'g'))) {
            const resolved = await this.resolve(name!, id)
            workers.add(resolved?.id.replace(/\?.*$/, '') ?? posix.resolve(dirname(id), name!))
          }
        },
      },
    },
    allows,
  }

  function allows(path: string, server: ViteDevServer): boolean {
    const { client, ssr } = server.environments
    const file = normalizePath(path)
    if (client.depsOptimizer?.isOptimizedDepFile(file)) return true
    const real = toRealPath(file)
    if (isHidden(file, server) || isHidden(real, server)) return false
    if (viteFolder && real.startsWith(`${viteFolder}/`)) return true
    if (workers.has(real) || [...site.compiled.entries.values()].includes(real)) return true
    const imported = [...(client.moduleGraph.getModulesByFile(real) ?? [])]
    const onServer = [...(ssr!.moduleGraph.getModulesByFile(real) ?? [])]
    return (
      imported.some((module) => !isWatchedFile(module)) ||
      // Stylesheets only watch the images and fonts that they name, beside other files, such as those that Tailwind reads.
      (isMedia.test(real) && [...imported, ...onServer].some(isWatchedFile)) ||
      onServer.some((module) => isCSSRequest(module.url) || isForBrowser(module, server))
    )
  }
}

/** Tells whether a server runs tests. */
export function isVitest({ plugins }: ResolvedConfig): boolean {
  return plugins.some(({ name }) => /^vitest(:|$)/.test(name))
}

/** Tells whether a path leads into a file or folder whose name starts with a dot, except in the folders of packages. */
export function isHidden(file: string, { config }: ViteDevServer): boolean {
  const folders = [config.root, toRealPath(config.root), ...config.server.fs.allow].map(normalizePath)
  const inside = folders
    .filter((folder) => file === folder || file.startsWith(`${folder}/`))
    .sort((one, other) => other.length - one.length)
  const names = file.slice(inside[0]?.length ?? 0).split('/')
  // Package managers and Vite store packages in `node_modules/.pnpm` and the like, Yarn in `.yarn`.
  return names.some(
    (name, index) => /^\.(?!(well-known|yarn|\.?)$)/.test(name) && names[index - 1] !== 'node_modules',
  )
}

/**
 * Writes the patterns for Vite's own check, `server.fs.deny`, which knows neither this rule nor the module graph.
 *
 * @param folders The project, and the workspace that it belongs to
 * @param cacheDir Vite's `cacheDir`, if the author has set it
 */
export function writeDenyPatterns(folders: readonly string[], cacheDir = ''): string[] {
  const caches = cacheDir.split(/[\\/]/).flatMap((name) => /^\.([\w-]+)$/.exec(name)?.[1] ?? [])
  const hidden = `.!(${['well-known', 'yarn', ...caches].join('|')})`
  return folders.flatMap((folder) => {
    const start = normalizePath(folder)
      .replace(/[()[\]{}!*?+@|\\]/g, '\\$&')
      .replace(/\/$/, '')
    return ['', '/**/!(node_modules)'].flatMap((parent) => [
      `${start}${parent}/${hidden}`,
      `${start}${parent}/${hidden}/**`,
    ])
  })
}

/**
 * Lists the files that a URL of Vite may name.
 *
 * @param path Below the base, decoded once, without its query
 */
export function listNamedFiles(path: string, { config }: ViteDevServer): string[] {
  const named = path.replace(/^\/@(fs|id)(?=\/)/, '')
  const below = (folder: string): string => posix.normalize(`${normalizePath(folder)}/${named}`)
  const paths = [below(config.root)]
  if (path.startsWith('/@')) paths.push(posix.normalize(`/${named}`))
  for (const { find, replacement } of config.resolve.alias) {
    const isNamed =
      typeof find === 'string' ? named === find || named.startsWith(`${find}/`) : find.test(named)
    if (isNamed) paths.push(normalizePath(named.replace(find, replacement)))
  }
  return paths.filter(isFile)
}

const isMedia = /\.(apng|avif|bmp|cur|gif|ico|jfif|jpe?g|jxl|pjpeg|pjp|png|svg|webp|eot|otf|ttf|woff2?)$/i

function isWatchedFile({ type }: EnvironmentModuleNode): boolean {
  return type === 'asset'
}

/** Tells whether a module of the server is the URL of a file, which the server passes on to browsers. */
function isForBrowser({ url, file, importers }: EnvironmentModuleNode, { config }: ViteDevServer): boolean {
  const [, query = ''] = url.split('?', 2)
  const asked = new URLSearchParams(query)
  if (asked.has('raw') || asked.has('inline')) return false
  if (asked.has('url') || asked.has('no-inline')) return true
  // The module of `x.txt?raw` imports `x.txt` only to watch it.
  return config.assetsInclude(file ?? '') && [...importers].some((importer) => importer.file !== file)
}

const workerUrl =
  /\bnew\s+(?:Shared)?Worker\s*\(\s*new\s+URL\s*\(\s*['"`]([^'"`$]+)['"`]\s*,\s*import\.meta\.url/

/** Tells whether a path names a regular file. */
export function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true
  } catch {
    // A path with a null byte, or below a file, names nothing.
    return false
  }
}

/** Resolves links; a file that has just been removed keeps its path. */
export function toRealPath(file: string): string {
  try {
    return normalizePath(realpathSync(file))
  } catch {
    return file
  }
}
