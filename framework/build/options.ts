// What a site may say in `vial({ … })`.

export interface VialOptions {
  /** The folder of the routes, relative to Vite's root (default: routes). */
  routes?: string
  /** More extensions of pages, such as `['.mdx']`, for sites with a plugin that turns them into components. */
  extensions?: readonly string[]
  /** How page URLs end (default: never). */
  trailingSlash?: 'never' | 'always' | 'ignore'
  /** Stylesheets with fewer bytes than this are part of the built pages instead of linked (default: 0, none). */
  inlineStylesBelow?: number
  /** How visitors get from page to page (default: as the browser does it); `'client'` stands for `{ client: true }`. */
  navigation?: 'client' | NavigationOptions
}

export interface NavigationOptions {
  /** Whether a script exchanges the page without a reload (default: false). */
  client?: boolean
  /** When pages behind links are fetched ahead; with `client` only hover (default: when they are clicked). */
  prefetch?: 'hover' | 'visible' | 'load'
  /** Whether one page blends into the next, for visitors who have not asked for less motion (default: false). */
  viewTransitions?: boolean
}

/** The options of a site with Vite's part filled in. */
export interface SiteOptions {
  /** Absolute path of the project. */
  readonly root: string
  /** Absolute path of the routes. */
  readonly routesFolder: string
  readonly extensions: readonly string[]
  readonly trailingSlash: 'never' | 'always' | 'ignore'
  /** In bytes. */
  readonly inlineStylesBelow: number
  readonly navigation: NavigationOptions
  /** The public base path, with a slash at both ends. */
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
  } = options
  for (const extension of extensions) {
    if (!/^\.\w+$/.test(extension)) {
      throw new Error(`vial({ extensions }): "${extension}" is no extension. Write it like '.mdx'.`)
    }
  }
  if (!['never', 'always', 'ignore'].includes(trailingSlash)) {
    throw new Error(`vial({ trailingSlash }): "${trailingSlash}" is unknown. Use never, always or ignore.`)
  }
  if (!(inlineStylesBelow >= 0)) {
    throw new Error(
      `vial({ inlineStylesBelow }): ${inlineStylesBelow} is no number of bytes. Write 4096, for instance.`,
    )
  }
  return {
    root: config.root,
    routesFolder: `${config.root}/${routes.replace(/^\.?\/|\/$/g, '')}`,
    extensions: [...sourceExtensions, ...extensions],
    trailingSlash,
    inlineStylesBelow,
    navigation: resolveNavigation(navigation),
    base: toAbsoluteBase(config.base),
  }
}

function resolveNavigation(given: VialOptions['navigation'] = {}): NavigationOptions {
  const navigation = given === 'client' ? { client: true } : given
  if (typeof navigation !== 'object') {
    throw new Error(
      `vial({ navigation }): "${navigation}" is unknown. Use 'client', or { client, prefetch, viewTransitions }.`,
    )
  }
  const { client, prefetch } = navigation
  if (prefetch !== undefined && !['hover', 'visible', 'load'].includes(prefetch)) {
    throw new Error(`vial({ navigation }): prefetch is "${prefetch}". Use hover, visible or load.`)
  }
  if (client && prefetch !== undefined && prefetch !== 'hover') {
    throw new Error(
      `vial({ navigation }): with client, pages are fetched ahead on hover only. Write prefetch: 'hover'.`,
    )
  }
  return navigation
}

function toAbsoluteBase(base: string): string {
  if (base === '' || base === './') return '/'
  const { pathname } = new URL(base, 'http://base.invalid')
  return pathname.endsWith('/') ? pathname : `${pathname}/`
}
