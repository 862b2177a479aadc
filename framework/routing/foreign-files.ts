// Says what a file in routes/ is called here, if its name means something in other frameworks only.

/**
 * Finds the files whose names are those of other frameworks.
 *
 * Names that a site may want for a page, such as `page.tsx` and `layout.tsx`, are right.
 *
 * @param paths All files below `routes/`, of any extension
 * @param extensions The extensions of source files
 * @returns One message for each: what is wrong, and what to do
 */
export function findForeignFiles(paths: readonly string[], extensions: readonly string[]): string[] {
  const known = new Set(paths.map((path) => withoutGroups(withoutExtension(path))))
  return paths.flatMap((path) => {
    const advice = /(^|\/)_[^/]*\//.test(path) ? undefined : describe(path, known, extensions)
    return advice === undefined ? [] : `routes/${path} ${advice}`
  })
}

function describe(
  path: string,
  known: ReadonlySet<string>,
  extensions: readonly string[],
): string | undefined {
  const { folder, name, extension } = split(path)
  const kit = /^\+(page|layout|server|error)\b/.exec(name)?.[1] as keyof typeof kitFiles | undefined
  if (kit) return `has no meaning. Write routes/${folder}${kitFiles[kit]}.`
  if (extension === '.astro') return `is not a page. Write routes/${folder}${name}.tsx.`
  // Notes such as README.md are not pages, and begin with a capital letter.
  if (/^\.mdx?$/.test(extension) && /^[^_A-Z]/.test(name) && !extensions.includes(extension)) {
    return `is not a page. Add a Markdown plugin to the Vite configuration, and write vial({ extensions: ['${extension}'] }). If it is not meant to be one, start its name with an underscore.`
  }
  if (!/^\.[jt]sx?$/.test(extension)) return undefined
  if (name === '_document' && folder === '' && extension.endsWith('x')) {
    return `is private. Did you mean _app${extension}?`
  }
  const errorName = /^_not[-_]?found$/i.test(name) ? '_404' : /^_[45]xx$/i.test(name) ? '_error' : undefined
  if (errorName && extension.endsWith('x') && !known.has(`${withoutGroups(folder)}${errorName}`)) {
    return `is private. Did you mean ${errorName}${extension}?`
  }
  if (name === '_index' && !known.has(`${withoutGroups(folder)}index`)) {
    return `is private. Did you mean index${extension}?`
  }
  if (name.startsWith('_') || /\.(island|personal|test|spec|server|d)$/.test(name)) return undefined
  const [, stem, method] = /^(.+)\.(get|post|put|patch|delete)$/.exec(name) ?? []
  if (method !== undefined) {
    return `answers /${withoutGroups(folder)}${name}. Write routes/${folder}${stem}${extension}, and export ${method.toUpperCase()} from it.`
  }
  if (name.endsWith('.client')) {
    return `is a route. Name a component for browsers ${name.slice(0, -7)}.island${extension}.`
  }
  if (
    name === 'middleware' &&
    !extension.endsWith('x') &&
    !known.has(`${withoutGroups(folder)}_middleware`)
  ) {
    return `is a route. For middleware, name it _middleware${extension}.`
  }
  if (path === `server${extension}` && !extension.endsWith('x') && !known.has('_server')) {
    return `is a route. For the settings of the server, name it _server${extension}.`
  }
  return describeParam(path) ?? describeNotFound({ folder, name, extension }, known)
}

const kitFiles = {
  page: 'index.tsx',
  layout: '_layout.tsx',
  server: 'index.ts',
  error: '_error.tsx',
} as const

/** Recognizes parameters of other routers: `:id`, `$id`, `{id}` and `<int:id>`. */
function describeParam(path: string): string | undefined {
  for (const part of withoutExtension(path).split(/[/.]/)) {
    const name = /^(?::|\$)(\w+)$|^\{(\w+)\}$|^<(?:\w+:)?(\w+)>$/.exec(part)?.slice(1).find(Boolean)
    if (name !== undefined) return `takes ${part} as text. For a parameter, write [${name}].`
  }
  return undefined
}

/** Recognizes `404.tsx` and `not-found.tsx`, unless there is a `_404.tsx`. */
function describeNotFound(
  { folder, name, extension }: Parts,
  known: ReadonlySet<string>,
): string | undefined {
  const url = withoutGroups(folder)
  if ((name === '404' || name === 'not-found') && !known.has(`${url}_404`)) {
    return `answers /${url}${name} only. To show it for pages that do not exist, name it _404${extension}.`
  }
  return undefined
}

interface Parts {
  /** With a slash at its end; empty for `routes/` itself. */
  readonly folder: string
  readonly name: string
  readonly extension: string
}

function split(path: string): Parts {
  const slash = path.lastIndexOf('/') + 1
  const stem = withoutExtension(path)
  return { folder: path.slice(0, slash), name: stem.slice(slash), extension: path.slice(stem.length) }
}

function withoutExtension(path: string): string {
  return path.replace(/\.[^./]*$/, '')
}

/** Removes the folders that only group files, such as `(shop)/`. */
function withoutGroups(path: string): string {
  return path.replace(/(^|\/)\([^/]*\)\//g, '$1')
}
