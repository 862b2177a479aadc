// Answers what the inspector asks about the site: its routes, islands and environment, and what is wrong with it.
import type { ViteDevServer } from 'vite'
import type {
  InspectedIsland,
  InspectedRoute,
  InspectedRoutes,
  InspectedVariable,
  InspectorSource,
} from '../../inspector/inspector-source.ts'
import { listFileVariables } from '../dev-environment.ts'
import { importServerModule } from '../import-server-module.ts'
import { readSourceGraph } from '../mistakes/source-graph.ts'
import { listErrorFiles } from '../project/describe-error.ts'
import { describeMatch } from '../project/describe-match.ts'
import { listMethods, listRoutes } from '../project/list-routes.ts'
import { type Project, readProject } from '../project/project.ts'
import { findIslands, indexRoutes } from '../project/route-islands.ts'
import { toIslandFile } from '../browser/read-island.ts'
import { readBuildReport } from '../report/build-report.ts'
import type { BuildSite } from '../site.ts'
import { createFindings } from './findings.ts'
import { knownVariables, maskVariable } from './mask.ts'

type Answers = Omit<InspectorSource, 'requests' | 'lines' | 'subscribe'>

/** Creates the answers, which are read from the files of the site each time. */
export function createInspectorAnswers(site: BuildSite, server: ViteDevServer): Answers {
  const { root } = site.options
  return {
    async routes() {
      return describeRoutes(await readProject(site))
    },
    match: (method, target) =>
      describeMatch(site, (file) => importServerModule(server, file), method, target),
    async islands() {
      const { routes } = await describeRoutes(await readProject(site))
      const report = await readBuildReport(root)
      const files = new Set([...site.compiled.islands.keys(), ...routes.flatMap(({ islands }) => islands)])
      return [...files].sort().map((file): InspectedIsland => {
        const built = report?.islands.find((island) => island.file === file)
        return {
          file,
          hydrate: String(site.compiled.islands.get(file)?.hydrate ?? 'load'),
          own: built?.own,
          total: built?.total,
          routes: routes.filter(({ islands }) => islands.includes(file)).map(({ pattern }) => pattern),
        }
      })
    },
    environment: listEnvironment,
    findings: createFindings(site),
  }

  async function describeRoutes(project: Project): Promise<InspectedRoutes> {
    if (project.problems.length > 0) return { routes: [], problems: project.problems }
    const { imports } = await readSourceGraph(site, project.files)
    const described = await listRoutes(project)
    const index = indexRoutes(project)
    const routes = described.map((route): InspectedRoute => {
      const { pattern, file, kind, middleware, layouts } = route.description
      const own = index.find(file)
      const isPage = kind === 'page'
      const rendered = isPage ? index.listRendered(own, layouts.length > 0) : []
      const starts = rendered.map(({ path }) => site.toFile(path))
      const islands = findIslands(starts, (path) => [...(imports.get(path) ?? []), ...importsIn(path)])
      return {
        pattern,
        file,
        kind: route.description.socket && !isPage ? 'socket' : kind,
        methods: listMethods(route),
        middleware,
        layouts,
        errors: isPage ? Object.entries(listErrorFiles(project, own.folder)) : [],
        islands: islands.map((path) => toIslandFile(path, root)),
      }
    })
    return { routes, problems: [] }
  }

  /** Lists what Vite has seen a module import: Markdown pages, for example, whose imports are known once they are compiled. */
  function importsIn(path: string): string[] {
    const module = server.environments.ssr!.moduleGraph.getModuleById(path)
    return [...(module?.importedModules ?? [])].flatMap(({ id }) => id ?? [])
  }
}

function listEnvironment(): InspectedVariable[] {
  const inFiles = listFileVariables()
  return [...new Set([...knownVariables, ...inFiles])].sort().map((name) => {
    const value = process.env[name]
    return {
      name,
      value: value === undefined ? undefined : maskVariable(name, value),
      origin: value === undefined ? '' : inFiles.has(name) ? 'a .env file' : 'the process',
    }
  })
}
