// Vite's options that an author may set, too: the author's value wins, or is refused with the reason.
import type { BuildEnvironmentOptions, ResolvedConfig, UserConfig } from 'vite'
import { createUserError } from '../node/user-error.ts'

type EnvironmentName = 'client' | 'ssr'

/** Reads the `build` options that an author has set for an environment, on their own or for all of them. */
export function readBuildOptions(
  { build, environments }: UserConfig,
  name: EnvironmentName,
): BuildEnvironmentOptions {
  const own = environments?.[name]?.build
  return {
    ...build,
    ...Object.fromEntries(Object.entries(own ?? {}).filter(([, value]) => value !== undefined)),
  }
}

/**
 * Refuses values that a site cannot be built or served with.
 *
 * @throws Error with the reason and with what to do instead
 */
export function assertSupportedSettings(user: UserConfig): void {
  const { appType, builder, build, experimental, ssr } = user
  if (appType !== undefined && appType !== 'custom') {
    refuse('appType', `"${appType}"`, 'but the routes answer every URL. Remove it')
  }
  if (builder?.buildApp) {
    refuse('builder.buildApp', 'set', 'but vial() builds the site. Use the buildApp hook of a plugin')
  }
  assertAssetsDir(build?.assetsDir)
  if (build?.ssr) {
    refuse(
      'build.ssr',
      String(build.ssr),
      'but the server has fixed entries. Remove it, also from the command',
    )
  }
  if (ssr?.target === 'webworker') {
    refuse('ssr.target', '"webworker"', 'but the server runs in Node, Bun or Deno. Remove it')
  }
  if (experimental?.renderBuiltUrl) {
    const advice = 'Let the CDN forward requests to the site'
    refuse('experimental.renderBuiltUrl', 'set', `but pages and their files come from one origin. ${advice}`)
  }
  if (readRolldownOptions(build)?.input !== undefined) {
    const advice = 'Import a script with ?browser, or set environments.client.build.rolldownOptions.input'
    refuse('build.rolldownOptions.input', 'set', `but vial() finds the files of the site. ${advice}`)
  }
  assertSupportedBuild(build, 'build')
  for (const name of ['client', 'ssr'] as const) {
    const own = user.environments?.[name]?.build
    const path = `environments.${name}.build`
    for (const key of ['outDir', 'assetsDir', 'copyPublicDir'] as const) {
      if (own?.[key] !== undefined) {
        refuse(`${path}.${key}`, 'set', `but the environments share one. Set build.${key}`)
      }
    }
    if (name === 'ssr' && readRolldownOptions(own)?.input !== undefined) {
      refuse(
        `${path}.rolldownOptions.input`,
        'set',
        'but the server has fixed entries. Import the file in a route',
      )
    }
    assertSupportedBuild(own, path)
  }
}

/**
 * Refuses plugins that a site cannot be built with.
 *
 * `@vitejs/plugin-legacy` puts `import 'data:…'` into every module to recognise old browsers, and inline scripts into
 * `index.html`: the default policy forbids the first, and a site does not have the second.
 *
 * @throws Error with the reason and with what to do instead
 */
export function assertSupportedPlugins({ plugins }: Pick<ResolvedConfig, 'plugins'>): void {
  if (!plugins.some(({ name }) => name.startsWith('vite:legacy-'))) return
  const advice =
    'Remove it, and set build.target for older syntax. Pages without islands work in every browser'
  refuse(
    'plugins',
    'a list with @vitejs/plugin-legacy',
    `but islands are modules without inline scripts. ${advice}`,
  )
}

function assertAssetsDir(folder: string | undefined): void {
  if (folder === undefined || /^[\w-]+(\/[\w-]+)*$/.test(folder)) return
  refuse('build.assetsDir', `"${folder}"`, 'but it must be a folder of its own, such as "static"')
}

function assertSupportedBuild(build: BuildEnvironmentOptions | undefined, path: string): void {
  if (build?.cssCodeSplit === false) {
    refuse(`${path}.cssCodeSplit`, 'false', 'but pages link only their own styles. Remove it')
  }
  if (build?.lib) refuse(`${path}.lib`, 'set', 'but a site is not a library. Remove it')
  if (build?.write === false) {
    refuse(`${path}.write`, 'false', 'but the build runs what it has written. Remove it')
  }
  if (build?.emitAssets === false) {
    refuse(`${path}.emitAssets`, 'false', "but browsers need the server's images and styles. Remove it")
  }
  const { output, preserveEntrySignatures } = readRolldownOptions(build) ?? {}
  const signatures = preserveEntrySignatures ?? 'strict'
  if (signatures !== 'strict') {
    refuse(
      `${path}.rolldownOptions.preserveEntrySignatures`,
      String(signatures),
      'but islands export. Remove it',
    )
  }
  if (Array.isArray(output)) {
    refuse(`${path}.rolldownOptions.output`, 'an array', 'but a site has one output. Write an object')
  }
  for (const [name, reason] of Object.entries(fixedOutput)) {
    const value = output?.[name as keyof typeof output]
    if (value !== undefined) refuse(`${path}.rolldownOptions.output.${name}`, 'set', reason)
  }
  if (output?.codeSplitting === false) {
    refuse(
      `${path}.rolldownOptions.output.codeSplitting`,
      'false',
      'but islands are files of their own. Remove it',
    )
  }
}

function readRolldownOptions(
  build: BuildEnvironmentOptions | undefined,
): BuildEnvironmentOptions['rolldownOptions'] {
  return build?.rolldownOptions ?? build?.rollupOptions
}

const named = 'but vial() names the files, with a hash. Set build.assetsDir for another folder'
const grouped = 'but Vite ignores it beside codeSplitting, which vial() sets. Use codeSplitting.groups'
const located = 'but vial() chooses it. Set build.outDir'
const fixedOutput = {
  entryFileNames: named,
  chunkFileNames: named,
  assetFileNames: named,
  dir: located,
  file: located,
  format: 'but browsers and the server load ES modules. Remove it',
  manualChunks: grouped,
  advancedChunks: grouped,
}

function refuse(option: string, value: string, reason: string): never {
  throw createUserError(`vite.config: ${option} is ${value}, ${reason}.`)
}
