// Checks the structure of this package: layers, dependencies, file names and sizes.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path/posix'
import { describe, expect, it } from 'vitest'
import { parseSync } from 'vite'

/** The lowest layer first: a folder may import from itself and from the folders listed for it. '.' is the entry points. */
const layers: Record<string, readonly string[]> = {
  http: [],
  routing: ['http'],
  // Visitors download this folder, so every import from below must be worth its bytes.
  browser: ['routing'],
  session: ['http'],
  cache: ['http'],
  render: ['http', 'routing', 'browser'],
  realtime: ['http'],
  request: ['routing', 'http', 'session', 'cache', 'render', 'realtime'],
  redis: ['http', 'session', 'cache', 'realtime'],
  // What a site lists in `extensions` of _server.ts.
  extension: ['routing', 'http', 'request', 'redis'],
  auth: ['routing', 'http', 'session', 'request', 'extension'],
  node: ['routing', 'http', 'session', 'cache', 'render', 'realtime', 'request', 'redis'],
  // The pages that the dev server shows at /__vial.
  inspector: ['routing', 'http', 'session', 'render', 'realtime', 'request', 'node'],
  build: ['routing', 'http', 'node', 'inspector'],
  command: ['routing', 'http', 'node', 'build'],
  // A package of its own, which contains the code that it imports from here.
  'create-vial': ['command'],
  '.': [
    'routing',
    'http',
    'browser',
    'session',
    'render',
    'realtime',
    'request',
    'redis',
    'extension',
    'auth',
    'node',
    'build',
  ],
}

/**
 * The folders from which a folder may import types, in addition to the layers above.
 *
 * In `vite dev` the plugin and the site are two copies of the framework: they share no values, but types are erased.
 */
const typeLayers: Record<string, readonly string[]> = { build: ['request', 'render'] }

/** Folders whose code runs on any platform with `Request` and `Response`. */
const pureFolders = ['routing', 'http', 'browser', 'session', 'cache', 'render', 'realtime', 'request']

/** The files that may import a dependency: replacing it changes only these files. */
const owners: Record<string, readonly string[]> = {
  'iron-session': ['session/'],
  preact: ['render/', 'request/', 'browser/', 'inspector/', 'build/precompile/render-markup.ts'],
  '@preact/signals': ['browser/'],
  '@prefresh/core': ['browser/refresh.ts'],
  '@prefresh/utils': ['browser/refresh.ts'],
  devalue: ['render/', 'browser/'],
  // The build renders the static parts of precompiled elements.
  'preact-render-to-string': ['render/', 'build/precompile/render-markup.ts'],
  'magic-string': ['build/precompile/precompile-source.ts'],
  'content-disposition': ['http/attachment.ts'],
  '@fastify/busboy': ['node/bodies/read-uploads.ts'],
  srvx: ['http/response.ts'],
  'srvx/node': ['node/'],
  vite: ['build/', 'command/'],
  crossws: ['node/sockets/socket-server.ts'],
  'lru-cache': ['session/', 'cache/'],
  ioredis: ['redis/'],
  'openid-client': ['auth/oidc.ts'],
  'rate-limiter-flexible': [
    'extension/limiter.ts',
    'extension/rate-limiters.ts',
    'node/workers/supervisor.ts',
  ],
  youch: ['build/error-report/read-error.ts'],
  citty: ['command/'],
  croner: ['node/tasks/cron.ts'],
  'prom-client': ['node/operations/metrics.ts'],
  '@opentelemetry/api': ['node/operations/tracing.ts'],
  // Types only: nothing of it remains at run time.
  '@standard-schema/spec': ['routing/', 'request/', 'index.ts'],
}

const forbiddenNames = /^(utils?|helpers?|misc|common|shared|lib|core|types|constants)$/
const maxFileLines = 299

const here = import.meta.dirname.replaceAll('\\', '/')
const packageJson = JSON.parse(readFileSync(`${here}/package.json`, 'utf8'))
const skip = [
  'bin',
  'create-vial/bin',
  'create-vial/dist',
  'dist',
  'node_modules',
  'fixtures',
  'bench',
  'templates',
]
const sources = readFolder(here, { skip })
const code = sources.filter(({ path }) => !isTest(path))
const entryPoints = code.filter(({ path }) => !path.includes('/'))

describe('a folder', () => {
  it('has a layer', () => {
    const folders = new Set(code.map(({ path }) => folderOf(path)))
    expect([...folders].sort()).toEqual(Object.keys(layers).sort())
  })

  it('imports only from the layers below it, types included', () => {
    const wrong = inside(code).filter(([from, to]) => {
      const [own, other] = [folderOf(from), folderOf(to)]
      const allowed = [own, ...(layers[own] ?? []), ...(typeLayers[own] ?? [])]
      return !allowed.includes(other)
    })
    expect(wrong.map(([from, to]) => `${from} imports ${to}`)).toEqual([])
  })

  it('imports no values from folders of which it may import only types', () => {
    const wrong = inside(code, ({ valueImports }) => valueImports).filter(([from, to]) =>
      typeLayers[folderOf(from)]?.includes(folderOf(to)),
    )
    expect(wrong.map(([from, to]) => `${from} imports a value from ${to}`)).toEqual([])
  })

  it('that is pure does not mention Node, Vite or the environment', () => {
    const wrong = code
      .filter(({ path }) => pureFolders.includes(folderOf(path)))
      .flatMap(({ path, text }) =>
        [...text.matchAll(/\bnode:\w+|import\.meta\.env|NODE_ENV/g)].map(
          ([word]) => `${path} mentions ${word}`,
        ),
      )
    expect(wrong).toEqual([])
  })
})

describe('a file', () => {
  it('begins with a sentence that says what it is for', () => {
    const wrong = code.filter(({ text }) => !/^(#!.*\n)?\/\/ \S.*[.:?]\n/.test(text))
    expect(wrong.map(({ path }) => path)).toEqual([])
  })

  it('begins with such a sentence, too, if it tests more than the file of its name', () => {
    const wrong = sources.filter(
      ({ path, text }) =>
        isTest(path) &&
        !/^\/\/ \S.*[.:?]\n/.test(text) &&
        !existsSync(`${here}/${path.replace(/\.(test|spec)\.ts$/, '.ts')}`),
    )
    expect(wrong.map(({ path }) => path)).toEqual([])
  })

  it(`has at most ${maxFileLines} lines`, () => {
    const wrong = code.filter(({ text }) => text.split('\n').length - 1 > maxFileLines)
    expect(wrong.map(({ path }) => path)).toEqual([])
  })

  it('is named for what it holds', () => {
    const wrong = sources.filter(({ path }) => {
      const names = path.replace(/(\.\w+(-\w+)?)?\.ts$/, '').split('/')
      const isIndex = names.length > 1 && names.at(-1) === 'index'
      return isIndex || names.some((name) => forbiddenNames.test(name) || !/^[a-z0-9-]+$/.test(name))
    })
    expect(wrong.map(({ path }) => path)).toEqual([])
  })

  it('imports files that exist, with their extension', () => {
    const wrong = inside(sources).filter(([, to]) => !existsSync(`${here}/${to}`))
    expect(wrong.map(([from, to]) => `${from} imports ${to}`)).toEqual([])
  })

  it('is in no cycle of value imports', () => {
    expect(findCycle(inside(code, ({ valueImports }) => valueImports)) ?? []).toEqual([])
  })

  it('re-exports by name', () => {
    const wrong = sources.filter(({ statements }) =>
      statements.some(({ type, exported }) => type === 'ExportAllDeclaration' && !exported),
    )
    expect(wrong.map(({ path }) => path)).toEqual([])
  })
})

describe.each(['build', 'node', 'request'])('a folder of %s/', (parent) => {
  it('is in no cycle of value imports with other folders', () => {
    expect(findCycle(listFolderEdges(parent)) ?? []).toEqual([])
  })
})

describe('a folder of request/', () => {
  const edges = listFolderEdges('request')

  it('is one of six', () => {
    const folders = new Set(
      code.map(({ path }) => dirname(path)).filter((path) => /^request(\/|$)/.test(path)),
    )
    expect([...folders].sort()).toEqual(
      ['caching', 'context', 'page', 'pipeline', 'response', 'route'].map((name) => `request/${name}`),
    )
  })

  it('imports no values from the pipeline, unless it is the pipeline', () => {
    expect(edges.filter(([, to]) => to === 'request/pipeline')).toEqual([])
  })
})

describe('an entry point', () => {
  it('is listed in the exports of package.json, and nothing else is', () => {
    const expected = entryPoints.map(({ path }) => {
      const name = path.replace(/\.ts$/, '')
      const files = { types: `./dist/${name}.d.ts`, default: `./dist/${name}.js` }
      return [name === 'index' ? '.' : `./${name}`, files]
    })
    expect(packageJson.exports).toEqual(Object.fromEntries(expected))
  })

  it('holds re-exports only', () => {
    const wrong = entryPoints.filter(({ statements }) =>
      statements.some(({ type, source }) => type !== 'ExportNamedDeclaration' || !source),
    )
    expect(wrong.map(({ path }) => path)).toEqual([])
  })
})

describe('an extension folder', () => {
  it('uses only those names of the request and session folders that an entry point exports', () => {
    const exported = new Set(entryPoints.flatMap(({ text }) => listNames(text, 'export', './')))
    const wrong = code
      .filter(({ path }) => ['auth', 'extension', 'redis'].includes(folderOf(path)))
      .flatMap(({ path, text }) => listNames(text, 'import', '../').map((name) => ({ path, name })))
      .filter(({ name }) => !exported.has(name))
    expect(wrong.map(({ path, name }) => `${path} imports ${name}`)).toEqual([])
  })

  /** Lists names with their files, such as `request/context/context.ts Context`. */
  function listNames(text: string, keyword: 'import' | 'export', prefix: './' | '../'): string[] {
    const statements = text.matchAll(new RegExp(`^${keyword} (?:type )?{([^}]+)} from '([^']+)'`, 'gm'))
    return [...statements].flatMap(([, names, file]) => {
      const path = file!.slice(prefix.length)
      if (!file!.startsWith(prefix) || !/^(request|session)\//.test(path)) return []
      return names!.split(',').flatMap((item) => {
        const [name] = item
          .trim()
          .replace(/^type /, '')
          .split(' as ', 1)
        return name ? [`${path} ${name}`] : []
      })
    })
  }
})

describe('a dependency', () => {
  const outside = code.flatMap(({ path, imports }) =>
    imports.filter((name) => !/^(\.|node:)/.test(name)).map((name) => ({ path, name })),
  )

  it('is imported by its owner only', () => {
    const wrong = outside.filter(({ path, name }) => {
      const allowed = owners[name] ?? owners[toPackage(name)] ?? []
      return !allowed.some((owner) => path === owner || (owner.endsWith('/') && path.startsWith(owner)))
    })
    expect(wrong.map(({ path, name }) => `${path} imports ${name}`)).toEqual([])
  })

  it('is imported by each of its owners', () => {
    const unused = Object.entries(owners).flatMap(([name, places]) => {
      const paths = outside.filter((one) => one.name === name || toPackage(one.name) === name)
      return places
        .filter((place) => !paths.some(({ path }) => path.startsWith(place)))
        .map((place) => `${place} does not import ${name}`)
    })
    expect(unused).toEqual([])
  })

  it('has its owners in the table of README.md', () => {
    const [, section = ''] = readFileSync(`${here}/README.md`, 'utf8').split('\n## Dependencies\n')
    const rows = section.split('\n').map((line) => line.split('|').slice(1, 3).map(listCode))
    const wrong = outside.filter(({ path, name }) => {
      const named = rows.flatMap(([names = [], places = []]) =>
        names.includes(toPackage(name)) ? places : [],
      )
      return !named.some((place) => path.startsWith(place)) && name !== '@standard-schema/spec'
    })
    expect(wrong.map(({ path, name }) => `${path} imports ${name}`)).toEqual([])
  })

  /** Lists the words of a cell that are marked as code. */
  function listCode(cell: string): string[] {
    return [...cell.matchAll(/`([^`]+)`/g)].map(([, word]) => word!)
  }

  it('is declared and used', () => {
    const declared = Object.keys({ ...packageJson.dependencies, ...packageJson.peerDependencies })
    const used = new Set(outside.map(({ name }) => toPackage(name)))
    expect([...used].sort()).toEqual(declared.sort())
  })
})

describe('ARCHITECTURE.md', () => {
  const text = readFileSync(`${here}/ARCHITECTURE.md`, 'utf8')

  it('names files that exist', () => {
    const named = [...text.matchAll(/`([a-z][\w./-]*\.(?:ts|md))`/g)].map(([, path]) => path!)
    expect(named.length).toBeGreaterThan(30)
    expect(named.filter((path) => !existsSync(`${here}/${path}`))).toEqual([])
  })

  it('names every folder of the package', () => {
    const folders = new Set(code.map(({ path }) => folderOf(path)).filter((folder) => folder !== '.'))
    expect([...folders].filter((folder) => !text.includes(`\`${folder}/\``))).toEqual([])
  })

  it('follows a request through eight files of request/', () => {
    const steps = text.slice(
      text.indexOf('## The steps of a request'),
      text.indexOf('Other files take part:'),
    )
    expect(new Set(steps.match(/`request\/[\w./-]+\.ts`/g)).size).toBe(8)
  })
})

describe('the site', () => {
  it.each(['routes', 'e2e'])('in %s/ imports the package by its name', (folder) => {
    const root = dirname(here)
    const wrong = readFolder(`${root}/${folder}`, { skip: [] }).flatMap(({ path, imports }) =>
      imports
        .filter((name) => relative(root, join(root, folder, dirname(path), name)).startsWith('framework'))
        // Browser tests import their servers from here.
        .filter((name) => folder !== 'e2e' || !name.startsWith('../framework/fixtures/'))
        .map((name) => `${folder}/${path} imports ${name}`),
    )
    expect(wrong).toEqual([])
  })
})

/** Lists the value imports between the folders of another one. The files at its top put the folders together. */
function listFolderEdges(parent: string): [from: string, to: string][] {
  return inside(code, ({ valueImports }) => valueImports)
    .map(([from, to]): [string, string] => [dirname(from), dirname(to)])
    .filter(([from, to]) => [from, to].every((folder) => folder.startsWith(`${parent}/`)) && from !== to)
}

interface Statement {
  type: string
  source?: { value: unknown } | null
  exported?: unknown
  importKind?: string
  exportKind?: string
}

interface Source {
  /** Relative to the folder that was read, with slashes. */
  path: string
  text: string
  statements: readonly Statement[]
  /** Everything it names in an import, also for types, also in `import()`. */
  imports: string[]
  /** The imports that remain when types are erased. */
  valueImports: string[]
}

function readFolder(folder: string, { skip }: { skip: readonly string[] }): Source[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.(ts|tsx|mjs|js)$/.test(path) && !path.endsWith('.d.ts'))
    .filter((path) => !skip.some((name) => path.startsWith(`${name}/`)))
    .map((path) => readSource(folder, path))
}

function readSource(folder: string, path: string): Source {
  const text = readFileSync(`${folder}/${path}`, 'utf8')
  const { program, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`)
  const imports = new Set<string>()
  const valueImports = new Set<string>()
  collectImports(program, imports, valueImports)
  const statements = program.body as unknown as Statement[]
  return { path, text, statements, imports: [...imports], valueImports: [...valueImports] }
}

/** Import and export declarations, `import()` and `import('…').Type` all have the module's name in `source`. */
function collectImports(node: unknown, found: Set<string>, values: Set<string>): void {
  if (typeof node !== 'object' || node === null) return
  const { type, source, importKind, exportKind } = node as Statement
  if (typeof source?.value === 'string') {
    found.add(source.value)
    // `import { type A }` remains as an import without names, which still runs the module.
    const isErased = importKind === 'type' || exportKind === 'type' || type === 'TSImportType'
    if (!isErased) values.add(source.value)
  }
  for (const child of Object.values(node)) collectImports(child, found, values)
}

/** Lists the imports between files of the package. */
function inside(
  files: readonly Source[],
  namesOf: (source: Source) => readonly string[] = ({ imports }) => imports,
): [from: string, to: string][] {
  return files.flatMap((source) =>
    namesOf(source)
      .filter((name) => name.startsWith('.') || toPackage(name) === packageJson.name)
      .map((name): [string, string] => [
        source.path,
        name.startsWith('.') ? join(dirname(source.path), name) : toEntryPoint(name),
      ]),
  )
}

function toEntryPoint(name: string): string {
  return `${name.split('/')[1] ?? 'index'}.ts`
}

function findCycle(edges: readonly [string, string][]): string[] | undefined {
  const targets = new Map<string, string[]>(edges.map(([from]) => [from, []]))
  for (const [from, to] of edges) targets.get(from)?.push(to)
  const done = new Set<string>()

  function visit(path: string, trail: readonly string[]): string[] | undefined {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path]
    if (done.has(path)) return undefined
    for (const to of targets.get(path) ?? []) {
      const cycle = visit(to, [...trail, path])
      if (cycle) return cycle
    }
    done.add(path)
    return undefined
  }

  for (const path of targets.keys()) {
    const cycle = visit(path, [])
    if (cycle) return cycle
  }
  return undefined
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : '.'
}

function isTest(path: string): boolean {
  return /\.(test|test-d|spec|bench|config)\.ts$/.test(path)
}

function toPackage(name: string): string {
  return name.split('/', name.startsWith('@') ? 2 : 1).join('/')
}
