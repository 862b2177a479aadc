// What the files in routes/ may export: one set of rules for the build, for the start and for the command line.
import { type KnownAction, findActionsProblem } from './action-rules.ts'
import { describeForeignExport } from './foreign-exports.ts'
import { findMeantExport } from './meant-export.ts'
import { type Pattern, listParams } from './pattern.ts'
import { findConfigProblem } from './route-config.ts'
import type { RouteFileKind } from './route-file.ts'

/** What is known of a file's exports: everything once it has been loaded, less from its source. */
export interface KnownExports {
  readonly names: ReadonlySet<string>
  /** Whether `export *` may add names (default: false). */
  readonly isOpen?: boolean
  /** The value of the exported `config` (default: none). */
  readonly config?: object | undefined
  /** Whether `config` is exported but not made of literals (default: false). */
  readonly isConfigComputed?: boolean
  /** The `actions`, if the source shows them (default: those of a loaded module). */
  readonly actions?: readonly KnownAction[] | undefined
  /** The values of a loaded module (default: values are not checked). */
  readonly values?: Readonly<Record<string, unknown>>
}

/** Reads the exports of a module that has been loaded; an export that is `undefined` does not count. */
export function readLoadedExports(module: object): KnownExports {
  const values = module as Readonly<Record<string, unknown>>
  return {
    names: new Set(Object.keys(values).filter((name) => values[name] !== undefined)),
    config: values.config as object | undefined,
    values,
  }
}

/** Finds what is wrong with the exports of a route file: what is wrong, and what to do. */
export function findExportProblem(exports: KnownExports): string | undefined {
  const { names, isOpen = false, config, isConfigComputed = false } = exports
  const automatic = automaticNames.find((name) => names.has(name))
  if (automatic) return automaticExports[automatic]
  const actionsProblem = findActionsProblem(exports)
  if (actionsProblem) return actionsProblem
  if (!isOpen && !answeringNames.some((name) => names.has(name))) {
    const hints = [...names].flatMap((name) => describeForeignExport(name) ?? describeUnanswering(name) ?? [])
    if (hints.length > 0) return `nothing answers here: ${hints.join(' ')}`
    return 'nothing answers here. Export a default component, GET, POST, PUT, PATCH, DELETE or socket, or start the name with an underscore to make the file private.'
  }
  const problem = findValueProblem(exports)
  if (problem) return problem
  if (names.has('default') && names.has('GET')) {
    return 'a page cannot have both a default export and GET. Rename GET to loader and return the data that the component needs.'
  }
  if (isConfigComputed) {
    return 'config must be made of literals, because the build reads it without running the file. Move what is computed into the handler.'
  }
  return config && findConfigProblem(config, names.has('default'))
}

const answeringNames = ['default', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'socket']
const knownNames = [...answeringNames, 'actions', 'loader', 'head', 'search', 'config', 'middleware', 'paths']

/** Describes an export of a file that answers nothing. */
function describeUnanswering(name: string): string | undefined {
  if (Object.hasOwn(componentAdvice, name)) {
    return `the export ${name} has no effect without a component. ${componentAdvice[name]}`
  }
  const meant = findMeantExport(name, answeringNames)
  if (meant !== undefined) return `the export ${name} has no meaning. Did you mean ${meant}?`
  // Components are in Pascal case.
  if (!/^[A-Z]\w*[a-z]/.test(name)) return undefined
  return `${name} is not the default export. For a page, write export default ${name}. To make the file private, start its name with an underscore.`
}

/** The methods that every route answers automatically. */
const automaticExports = {
  OPTIONS:
    'OPTIONS is answered automatically. Remove the export. To let other origins call this route, use cors() from vial/server as its middleware.',
  HEAD: 'HEAD is answered automatically, like GET but without the body. Remove the export, and use GET or a component.',
} as const
const automaticNames = ['OPTIONS', 'HEAD'] as const

const functionNames = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'loader', 'paths']

function findValueProblem({ names, values }: KnownExports): string | undefined {
  if (!values) return undefined
  if (names.has('default') && typeof values.default !== 'function') {
    return 'the default export is not a component. Export a function.'
  }
  const noFunction = functionNames.find((name) => names.has(name) && typeof values[name] !== 'function')
  if (noFunction) {
    return `${noFunction} is not a function. Export one: export const ${noFunction} = ${noFunction === 'paths' ? '()' : '(ctx)'} => …`
  }
  const { search, socket } = values
  if (names.has('search') && !isSchema(search)) {
    return 'search is not a Standard Schema. Export a schema of valibot, zod or arktype for an object.'
  }
  if (names.has('socket') && (typeof socket !== 'object' || socket === null)) {
    return 'socket is not an object. Export one with open(peer) and message(peer, message).'
  }
  return undefined
}

/** Tells whether a value is a Standard Schema. */
export function isSchema(value: unknown): boolean {
  const mayBe = (typeof value === 'object' && value !== null) || typeof value === 'function'
  return mayBe && '~standard' in (value as object)
}

/** Finds a prerendered page with parameters whose values are not listed. */
export function findPathsProblem(exports: KnownExports, pattern: Pattern): string | undefined {
  const { names, isOpen = false, config } = exports as KnownExports & { config?: { prerender?: unknown } }
  if (!config?.prerender || isOpen || names.has('paths') || listParams(pattern).length === 0) return undefined
  return missingPaths
}

/** What is wrong with a prerendered route that has parameters and no list of them. */
export const missingPaths =
  'config.prerender needs the parameters of every page. Write export const paths = async () => [{ … }].'

/** An export that is probably a mistake: what is wrong with it, and what to do. */
export interface ExportHint {
  readonly name: string
  readonly message: string
}

/**
 * Finds exports that are allowed but probably not what the author meant.
 *
 * @param kind What the file is for (default: a route)
 */
export function findExportHints(exports: KnownExports, kind: RouteFileKind = 'route'): ExportHint[] {
  const known = exportsByKind[kind]
  if (!known) return []
  return [...exports.names].flatMap((name) => {
    const message = known.includes(name)
      ? findIdleExport(name, exports, kind)
      : (describeForeignExport(name) ?? findStrangeExport(name, known, kind))
    return message === undefined ? [] : [{ name, message }]
  })
}

function findIdleExport(name: string, exports: KnownExports, kind: RouteFileKind): string | undefined {
  if (kind !== 'route') return undefined
  const { names, isOpen = false, config } = exports as KnownExports & { config?: { prerender?: unknown } }
  if (name === 'paths' && !config?.prerender) return idlePaths
  const isIdle = Object.hasOwn(componentAdvice, name) && !names.has('default') && !isOpen
  return isIdle ? `the export ${name} has no effect without a component. ${componentAdvice[name]}` : undefined
}

function findStrangeExport(name: string, known: readonly string[], kind: RouteFileKind): string | undefined {
  if (knownNames.includes(name)) return describeMisplaced(name, kind)
  const meant = findMeantExport(name, known)
  return meant && `the export ${name} has no meaning. Did you mean ${meant}?`
}

const idlePaths = 'the export paths has no effect without config.prerender.'

const componentAdvice: Readonly<Record<string, string>> = {
  loader: 'Return the data from GET, or export a component as default.',
  head: 'Export a component as default, or remove it.',
}

/** What each kind of file may export; files of other kinds may export anything. */
const exportsByKind: Partial<Record<RouteFileKind, readonly string[]>> = {
  route: knownNames,
  layout: ['default', 'loader', 'head'],
  error: ['default', 'head'],
  app: ['default'],
  middleware: ['default'],
}

function describeMisplaced(name: string, kind: RouteFileKind): string {
  let advice = 'Move it to the route files that it is for.'
  if (name === 'loader' || name === 'head') advice = 'Move it to a page or to _layout.tsx.'
  if (name === kind) advice = 'Export the function as default.'
  return `the export ${name} has no effect in ${kind === 'error' ? 'an error page' : `_${kind}`}. ${advice}`
}

/**
 * Finds what is wrong with the default export of a special file, such as `_layout`.
 *
 * @param kind Files of other kinds need no default export
 */
export function findDefaultProblem(kind: RouteFileKind, exports: KnownExports): string | undefined {
  const expected = defaultExports[kind]
  if (!expected || exports.isOpen) return undefined
  if (!exports.names.has('default')) return expected.missing
  return exports.values && !expected.accepts(exports.values.default) ? expected.missing : undefined
}

interface ExpectedDefault {
  readonly missing: string
  readonly accepts: (value: unknown) => boolean
}

const componentDefault: ExpectedDefault = {
  missing: 'there is no component. Export one as default.',
  accepts: (value) => typeof value === 'function',
}

const defaultExports: Partial<Record<RouteFileKind, ExpectedDefault>> = {
  app: componentDefault,
  layout: componentDefault,
  error: componentDefault,
  middleware: {
    missing: 'there is no middleware. Export a function as default.',
    // The entries of a list are checked together with the lists that route files export.
    accepts: Boolean,
  },
  server: {
    missing: 'nothing is defined. Write export default defineServer({ … }).',
    accepts: (value) => typeof value === 'object' && value !== null,
  },
}
