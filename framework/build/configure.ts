// The default Vite configuration of a site.
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { normalizePath, type Plugin, searchForWorkspaceRoot, type UserConfig } from 'vite'
import { assertSupportedPlugins, assertSupportedSettings, readBuildOptions } from './author-settings.ts'
import { writeDenyPatterns } from './dev/served-files.ts'
import type { BuildSite } from './site.ts'
import { handlerId, serverId } from './virtual-modules.ts'
import { createSiteEnvironment } from './dev/site-environment.ts'

/** The name of the plugin through which others, such as the command line, find the site of a Vite configuration. */
export const configureName = 'vial:configure'

const islandFiles = '*.island.{tsx,ts,jsx,js}'

/** Configures the environments: `ssr` runs the site, `client` holds what visitors download. */
export function configureSite(site: BuildSite): Plugin<{ site: BuildSite }> {
  return {
    name: configureName,
    enforce: 'pre',
    api: { site },
    config(user, { command }) {
      assertSupportedSettings(user)
      site.assetsFolder = user.build?.assetsDir ?? site.assetsFolder
      site.keepsManifest = Boolean(readBuildOptions(user, 'client').manifest)
      const { server, preview } = withoutCors(user)
      return {
        ...createConfig(user, site.assetsFolder, command === 'build'),
        // Not mergeConfig(): it would turn on Vite's WebSocket even where the project turned it off.
        server: { ...server, ...configureFileAccess(user).server, ...configureWatcher(user) },
        ...(preview && { preview }),
      }
    },
    configResolved(config) {
      assertSupportedPlugins(config)
      site.configure(config)
    },
  }
}

/**
 * Lets browsers load the framework's files in dev, wherever the package is installed, and hides files like `.vial/secret`.
 *
 * Vite adds these lists to those of the author, and drops its own defaults when there is one.
 */
function configureFileAccess({ root = '.', cacheDir, server }: UserConfig): UserConfig {
  const folder = resolve(root)
  const workspace = searchForWorkspaceRoot(folder)
  const allow = server?.fs?.allow ? [frameworkFolder] : [workspace, frameworkFolder]
  const hidden = writeDenyPatterns([...new Set([workspace, folder])], cacheDir)
  return { server: { fs: { allow, deny: [...viteDeny, ...hidden] } } }
}

/**
 * Keeps Vite's file watcher out of `.vial/`, which holds generated files.
 *
 * Vite reloads all pages whenever a `tsconfig.json` is written, whatever uses it.
 */
function configureWatcher({ root = '.', server }: UserConfig): UserConfig['server'] {
  const folder = normalizePath(resolve(root, '.vial'))
  const isGenerated = (path: string): boolean => path === folder || path.startsWith(`${folder}/`)
  // Without a watcher there is nothing to ignore, and an object would turn it on.
  return server?.watch === null ? {} : { watch: { ignored: [isGenerated] } }
}

const viteDeny = ['.env', '.env.*', '*.{crt,pem,key,p12,pfx,cer,der}', '.npmrc', '.yarnrc.yml', '**/.git/**']

/** Absolute, with a slash at the end. */
export const frameworkFolder: string = normalizePath(fileURLToPath(new URL('..', import.meta.url)))

/**
 * Turns Vite's CORS handling off, so that the site answers cross-origin requests as in production.
 *
 * Vite would answer every `OPTIONS` request itself, without asking the route which methods it has.
 */
function withoutCors({ server, preview }: UserConfig): UserConfig {
  return {
    ...(server?.cors === undefined && { server: { cors: false } }),
    ...(preview?.cors === undefined && { preview: { cors: false } }),
  }
}

/** Creates the defaults; a value of the author replaces each of them, and lists are joined. */
function createConfig(user: UserConfig, assetsFolder: string, isBuild: boolean): UserConfig {
  const folder = user.build?.outDir ?? 'dist'
  const [client, ssr] = [readBuildOptions(user, 'client'), readBuildOptions(user, 'ssr')]
  const excluded = user.optimizeDeps?.exclude ?? []
  return {
    appType: 'custom',
    ...(user.oxc !== false && { oxc: createOxcOptions(user) }),
    // Wherever an import is: linked packages may have copies of their own, or none.
    resolve: { dedupe: ['vial'] },
    // The report of the build has the compressed sizes.
    build: { assetsDir: assetsFolder, reportCompressedSize: user.build?.reportCompressedSize ?? false },
    optimizeDeps: {
      // List everything that the first page with an island loads: Vite reloads the page when it discovers a dependency later.
      entries: [`**/${islandFiles}`, `**/.well-known/**/${islandFiles}`],
      exclude: ['vial'],
      // The scan reads JSX only as tsconfig.json says, which a site in JavaScript does not have.
      rolldownOptions: { transform: { jsx: { runtime: 'automatic', importSource: 'preact' } } },
      include: [
        'preact',
        'preact/hooks',
        'preact/jsx-runtime',
        'preact/jsx-dev-runtime',
        'vial > devalue',
        'vial > @preact/signals',
      ].filter((name) => !excluded.includes(name)),
    },
    environments: {
      client: {
        build: {
          outDir: `${folder}/client`,
          copyPublicDir: false,
          manifest: client.manifest || true,
          cssCodeSplit: true,
          sourcemap: client.sourcemap ?? false,
          rolldownOptions: {
            input: [],
            preserveEntrySignatures: 'strict',
            output: {
              entryFileNames: `${assetsFolder}/[name]-[hash].js`,
              chunkFileNames: `${assetsFolder}/[name]-[hash].js`,
              assetFileNames: `${assetsFolder}/[name]-[hash][extname]`,
              // One chunk for what every island needs: it compresses better than its parts.
              codeSplitting: {
                groups: [
                  { name: 'preact', test: /\/preact\/(dist|jsx-runtime)\/|\/browser\/hydrate-island\./ },
                ],
              },
            },
          },
        },
      },
      ssr: {
        // In dev the framework is external, which saves Vite some fifty modules before the first page. The build bundles
        // it, so that the server reads few files at the start and `dist/` runs without it.
        resolve: isBuild ? { noExternal: [...bundledPackages] } : { external: ['vial'] },
        dev: { createEnvironment: user.environments?.ssr?.dev?.createEnvironment ?? createSiteEnvironment },
        build: {
          outDir: `${folder}/server`,
          emptyOutDir: ssr.emptyOutDir ?? true,
          copyPublicDir: false,
          emitAssets: true,
          cssMinify: ssr.cssMinify ?? ssr.minify !== false,
          sourcemap: ssr.sourcemap ?? true,
          // `build.target` is for browsers, and may be too old for the server, which uses top-level await.
          target: user.environments?.ssr?.build?.target ?? 'baseline-widely-available',
          rolldownOptions: {
            input: { index: serverId, handler: handlerId },
            output: {
              // Beside these two there may be scripts that the server's code names, such as workers.
              entryFileNames: ({ name }) =>
                /^(index|handler)$/.test(name) ? '[name].js' : 'routes/[name]-[hash].js',
              // Only routes get a folder: the other files find dist/client relative to themselves.
              chunkFileNames: (chunk) =>
                chunk.isDynamicEntry ? 'routes/[name]-[hash].js' : '[name]-[hash].js',
              assetFileNames: `${assetsFolder}/[name]-[hash][extname]`,
            },
          },
        },
      },
    },
  }
}

function createOxcOptions({ oxc }: UserConfig): NonNullable<UserConfig['oxc']> {
  const given = oxc ? oxc.jsx : undefined
  if (typeof given === 'string') return {}
  return { jsx: { runtime: given?.runtime ?? 'automatic', importSource: given?.importSource ?? 'preact' } }
}

/** The packages that a built server contains. */
export const bundledPackages: readonly string[] = [
  'vial',
  '@fastify/busboy',
  '@opentelemetry/api',
  'bintrees',
  'content-disposition',
  'croner',
  'crossws',
  'devalue',
  'lru-cache',
  'preact-render-to-string',
  'prom-client',
  'rate-limiter-flexible',
  'srvx',
  'tdigest',
]
