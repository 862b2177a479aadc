// The Vite configuration that a site gets without writing any.
import { fileURLToPath } from 'node:url'
import { type Plugin, type UserConfig, normalizePath, searchForWorkspaceRoot } from 'vite'
import { assetsFolder } from '../node/built-site.ts'
import type { BuildSite } from './site.ts'
import { handlerId, serverId } from './virtual-modules.ts'

/** The plugin by which others, such as the command line, find the site of a Vite configuration. */
export const configureName = 'vial:configure'

/** Sets up the environments: `ssr` runs the site, `client` is what visitors download. */
export function configureSite(site: BuildSite): Plugin<{ site: BuildSite }> {
  return {
    name: configureName,
    enforce: 'pre',
    api: { site },
    config(user, { command }) {
      const { server, preview } = withoutCors(user)
      return {
        ...createConfig(user.build?.outDir ?? 'dist', command === 'build'),
        // By hand: mergeConfig() adds a socket of Vite's to a server, also where the project says that there is none.
        server: { ...server, ...allowFramework(user).server },
        ...(preview && { preview }),
      }
    },
    configResolved(config) {
      site.configure(config)
    },
  }
}

/** Lets browsers load what runs islands, wherever the package is installed. */
function allowFramework({ root = '.' }: UserConfig): UserConfig {
  return { server: { fs: { allow: [searchForWorkspaceRoot(root), frameworkFolder] } } }
}

const frameworkFolder = normalizePath(fileURLToPath(new URL('..', import.meta.url)))

/**
 * Leaves cross-origin requests to the site, as in production.
 *
 * Vite would answer every `OPTIONS` by itself, without asking the route which methods it has.
 */
function withoutCors({ server, preview }: UserConfig): UserConfig {
  return {
    ...(server?.cors === undefined && { server: { cors: false } }),
    ...(preview?.cors === undefined && { preview: { cors: false } }),
  }
}

function createConfig(folder: string, isBuild: boolean): UserConfig {
  return {
    appType: 'custom',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    resolve: { dedupe: ['preact', '@preact/signals'] },
    optimizeDeps: {
      // All that the first page with an island loads: finding one of them later would load the page anew.
      entries: ['**/*.island.{tsx,ts,jsx,js}'],
      exclude: ['vial'],
      include: [
        'preact',
        'preact/hooks',
        'preact/jsx-runtime',
        'preact/jsx-dev-runtime',
        'vial > devalue',
        'vial > @preact/signals',
      ],
    },
    environments: {
      client: {
        build: {
          outDir: `${folder}/client`,
          copyPublicDir: false,
          manifest: true,
          cssCodeSplit: true,
          sourcemap: false,
          rolldownOptions: {
            input: [],
            preserveEntrySignatures: 'strict',
            output: {
              entryFileNames: `${assetsFolder}/[name]-[hash].js`,
              chunkFileNames: `${assetsFolder}/[name]-[hash].js`,
              assetFileNames: `${assetsFolder}/[name]-[hash][extname]`,
              // What every island needs, in one file: it is smaller than its parts.
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
        // In dev the framework is loaded as it is installed, which spares Vite some fifty modules before the first page;
        // the build takes it in, so that starting reads few files. Preact stays outside: it must exist once.
        resolve: isBuild ? { noExternal: bundled } : { external: ['vial'] },
        build: {
          outDir: `${folder}/server`,
          emptyOutDir: true,
          copyPublicDir: false,
          emitAssets: true,
          cssMinify: true,
          sourcemap: true,
          rolldownOptions: {
            input: { index: serverId, handler: handlerId },
            output: {
              entryFileNames: '[name].js',
              // Only routes get a folder: the rest finds dist/client relative to itself.
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

const bundled = [
  'vial',
  '@fastify/busboy',
  'content-disposition',
  'croner',
  'crossws',
  'lru-cache',
  'preact-render-to-string',
  'rate-limiter-flexible',
  'srvx',
]
