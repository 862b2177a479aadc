// The options of `vial({ … })` and their checks.
import { createUserError } from '../node/user-error.ts'
import type { TrailingSlash } from '../routing/canonical-slash.ts'
import { suggestWord } from '../routing/near-miss.ts'

/** The options of `vial()` in `vite.config.ts`. */
export interface VialOptions {
  /** The folder of the routes, relative to Vite's root (default: routes). */
  routes?: string
  /** More file extensions of pages, such as `['.mdx']`, for sites with a plugin that compiles them to components. */
  extensions?: readonly string[]
  /** Whether page URLs end with a slash (default: never). */
  trailingSlash?: TrailingSlash
  /** Built pages inline stylesheets that are smaller than this many bytes (default: 0, none). */
  inlineStylesBelow?: number
  /** How visitors navigate between pages (default: the browser's own navigation); `'client'` means `{ client: true }`. */
  navigation?: 'client' | NavigationOptions
  /** Whether `preact/compat` replaces React, so that libraries for React run on Preact (default: false). */
  compat?: boolean
  /** Which requests `vite dev` logs: those that the site answers (default), all including modules and files, or none. */
  requestLog?: 'site' | 'all' | false
  /**
   * Whether elements of the server's JSX are compiled to strings (default: true, unless the environment variable
   * `VIAL_PRECOMPILE` is `off`); `'explain'` also lists the elements that are not.
   */
  precompile?: boolean | 'explain'
}

export interface NavigationOptions {
  /** Whether a script replaces the page without a reload (default: false). */
  client?: boolean
  /**
   * Whether a script marks submitted forms with `aria-busy`, and refuses to send them twice (default: only the forms that
   * client navigation sends).
   */
  pendingForms?: boolean
  /** When linked pages are prefetched; with `client` only `'hover'` (default: not at all). */
  prefetch?: 'hover' | 'visible' | 'load'
  /** Whether navigation uses view transitions, except for visitors who prefer reduced motion (default: false). */
  viewTransitions?: boolean
}

/** The resolved options of a site, together with settings from Vite. */
export interface SiteOptions {
  /** Absolute path of the project. */
  readonly root: string
  /** Absolute path of the routes. */
  readonly routesFolder: string
  readonly extensions: readonly string[]
  readonly trailingSlash: TrailingSlash
  /** In bytes. */
  readonly inlineStylesBelow: number
  readonly navigation: NavigationOptions
  readonly requestLog: 'site' | 'all' | false
  readonly precompile: boolean | 'explain'
  /** The public base path in its canonical form, with a slash at both ends. */
  readonly base: string
}

export const sourceExtensions = ['.tsx', '.ts', '.jsx', '.js'] as const

/** Checks the options that a site passes to the plugin. */
export function resolveOptions(options: VialOptions, config: { root: string; base: string }): SiteOptions {
  const {
    routes = 'routes',
    extensions = [],
    trailingSlash = 'never',
    inlineStylesBelow = 0,
    navigation,
    requestLog = 'site',
    precompile = process.env.VIAL_PRECOMPILE !== 'off',
  } = options
  checkNames(options)
  for (const extension of extensions) {
    if (!/^\.\w+$/.test(extension)) {
      throw createUserError(
        `vial({ extensions }): "${extension}" is not a file extension. Write it like '.mdx'.`,
      )
    }
  }
  if (!['never', 'always', 'ignore'].includes(trailingSlash)) {
    throw createUserError(
      `vial({ trailingSlash }): "${trailingSlash}" is unknown. Use never, always or ignore.`,
    )
  }
  if (!(inlineStylesBelow >= 0)) {
    throw createUserError(
      `vial({ inlineStylesBelow }): ${inlineStylesBelow} is not a number of bytes. Write 4096, for instance.`,
    )
  }
  if (!['site', 'all', false].includes(requestLog)) {
    throw createUserError(`vial({ requestLog }): "${requestLog}" is unknown. Use 'site', 'all' or false.`)
  }
  if (![true, false, 'explain'].includes(precompile)) {
    throw createUserError(`vial({ precompile }): "${precompile}" is unknown. Use true, false or 'explain'.`)
  }
  return {
    root: config.root,
    routesFolder: `${config.root}/${routes.replace(/^\.?\/|\/$/g, '')}`,
    extensions: [...sourceExtensions, ...extensions],
    trailingSlash,
    inlineStylesBelow,
    navigation: resolveNavigation(navigation),
    requestLog,
    precompile,
    base: config.base,
  }
}

const optionNames = Object.keys({
  routes: true,
  extensions: true,
  trailingSlash: true,
  inlineStylesBelow: true,
  navigation: true,
  compat: true,
  requestLog: true,
  precompile: true,
} satisfies Record<keyof VialOptions, true>)

function checkNames(options: VialOptions): void {
  const unknown = Object.keys(options).find((name) => !optionNames.includes(name))
  if (unknown === undefined) return
  const advice = suggestWord(unknown, optionNames, `Use ${optionNames.join(', ')}.`)
  throw createUserError(`vial({ ${unknown} }): this option is unknown. ${advice}`)
}

function resolveNavigation(given: VialOptions['navigation'] = {}): NavigationOptions {
  const navigation = given === 'client' ? { client: true } : given
  if (typeof navigation !== 'object') {
    throw createUserError(
      `vial({ navigation }): "${navigation}" is unknown. Use 'client', or { client, pendingForms, prefetch, viewTransitions }.`,
    )
  }
  const { client, prefetch } = navigation
  if (prefetch !== undefined && !['hover', 'visible', 'load'].includes(prefetch)) {
    throw createUserError(`vial({ navigation }): prefetch is "${prefetch}". Use hover, visible or load.`)
  }
  if (client && prefetch !== undefined && prefetch !== 'hover') {
    throw createUserError(
      `vial({ navigation }): with client, pages are prefetched only on hover. Write prefetch: 'hover'.`,
    )
  }
  return navigation
}
