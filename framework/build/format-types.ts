// Formats the types of a site's routes as TypeScript declarations.
import { findBuiltInMatcher } from '../routing/built-in-matchers.ts'
import { type Segment, parsePattern } from '../routing/pattern.ts'
import type { RouteFile } from '../routing/route-file.ts'
import { sourceExtensions } from './options.ts'

/** Declares what an import with `?browser` gives; a file of its own, without exports: patterns can be declared nowhere else. */
export const browserTypes: string = `// Made by vial. Changes are lost.
declare module '*?browser' {
  /** The head that loads the script and its styles. */
  const head: Pick<import('vial').Head, 'link' | 'script'>
  export default head
  /** The URL of the script. */
  export const src: string
  /** The URLs of its stylesheets; none in development, where the script adds them. */
  export const styles: readonly string[]
}
`

/**
 * Formats the declarations.
 *
 * @param routes The way from the types to the routes folder, such as `../../routes`
 */
export function formatTypes(files: readonly RouteFile[], routes: string): string {
  const params = files.find((file) => file.kind === 'params')
  const paramsModule = params && toSpecifier(routes, params.path)
  const lines = files.filter((file) => file.kind === 'route').flatMap((file) => formatRoute(file))
  return [
    '// Made by vial from the files in routes/. Changes are lost.',
    'export {}',
    `declare module 'vial' {`,
    '  interface Register {',
    '    routes: {',
    ...lines,
    '    }',
    '  }',
    '}',
    '',
  ].join('\n')

  function formatRoute(file: RouteFile): string[] {
    const { id, segments } = readPattern(file) ?? {}
    if (id === undefined || segments === undefined) return []
    const names = segments.flatMap((segment) => formatParams(segment, paramsModule))
    const shape = names.length === 0 ? '{}' : `{ ${names.join('; ')} }`
    const module =
      isScript(file.path) && !file.from ? `typeof import(${toSpecifier(routes, file.path)})` : '{}'
    const line = `      ${JSON.stringify(id)}: { params: ${shape}; module: ${module} }`
    // JavaScript files have types only where a project sets allowJs; elsewhere the import must not be an error.
    return /\.jsx?$/.test(file.path) ? ['      // @ts-ignore', line] : [line]
  }
}

function readPattern(file: RouteFile): ReturnType<typeof parsePattern> | undefined {
  try {
    return parsePattern(file.path.slice(0, file.path.lastIndexOf('.')))
  } catch {
    // The dev server and the build report a name that does not parse; the other routes still get their types.
    return undefined
  }
}

function formatParams(segment: Segment, paramsModule: string | undefined): string[] {
  switch (segment.kind) {
    case 'static':
      return []
    case 'mixed':
      return segment.parts.flatMap((part) =>
        typeof part === 'string' ? [] : [`${part.name}: ${toType(part.matcher, paramsModule)}`],
      )
    case 'param':
      return [`${segment.name}: ${toType(segment.matcher, paramsModule)}`]
    case 'optional':
      return [`${segment.name}?: ${toType(segment.matcher, paramsModule)} | undefined`]
    default:
      return [`${segment.name}: string[]`]
  }
}

function toType(matcher: string | undefined, paramsModule: string | undefined): string {
  if (matcher === undefined) return 'string'
  const builtIn = findBuiltInMatcher(matcher)
  if (builtIn) return builtIn.type
  if (paramsModule === undefined) return 'unknown'
  return `import('vial').StandardSchemaV1.InferOutput<typeof import(${paramsModule})[${JSON.stringify(matcher)}]>`
}

// With its extension: a declaration file may name it without further settings, and feed.xml.ts leaves no doubt.
function toSpecifier(routes: string, path: string): string {
  return JSON.stringify(`${routes}/${path}`)
}

function isScript(path: string): boolean {
  return sourceExtensions.some((extension) => path.endsWith(extension))
}
