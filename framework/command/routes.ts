// vial routes: all routes of the site, in the order in which they are tried.
import type { CommandDef } from 'citty'
import { toPattern } from '../build/check-routes.ts'
import { needsUpgrade } from '../routing/allowed-methods.ts'
import type { Segment } from '../routing/pattern.ts'
import { compareSegments } from '../routing/pattern-shape.ts'
import type { RouteFile } from '../routing/route-file.ts'
import { type DescribedRoute, type RouteDescription, describeRoute } from '../build/project/describe-route.ts'
import { openProject, assertNoProblems } from './open-project.ts'
import type { FileExports } from '../build/project/read-exports.ts'
import { type Terminal, formatColumns } from './terminal.ts'

export const routesCommand: CommandDef = {
  args: { json: { type: 'boolean', description: 'Prints plain data instead of a table' } },
  async run({ args, data }) {
    const terminal = data as Terminal
    const project = await openProject(terminal)
    assertNoProblems(project)
    const files = project.files.filter(({ kind }) => kind === 'route').toSorted(compareRoutes)
    const described = await Promise.all(files.map((file) => describeRoute(project, file)))
    if (args.json) {
      terminal.print(
        JSON.stringify(
          described.map(({ description }) => description),
          null,
          2,
        ),
      )
      return
    }
    for (const { description, exports } of described) {
      if ('syntaxError' in exports) terminal.warn(`${description.file}: ${exports.syntaxError}.`)
    }
    for (const line of formatRoutes(described, terminal)) terminal.print(line)
  },
}

function formatRoutes(routes: readonly DescribedRoute[], { paint }: Terminal): string[] {
  const rows = routes.map(({ description, exports }) => {
    const { pattern, kind, file, extension } = description
    return [
      pattern,
      paint('cyan', formatMethods(description, exports).join(' ')),
      kind,
      paint('dim', extension === undefined ? file : `${file} (${extension})`),
    ]
  })
  const heads = ['URL', 'Methods', 'Kind', 'File'].map((head) => paint('bold', head))
  const pages = routes.filter(({ description }) => description.kind === 'page').length
  const summary = [count(pages, 'page'), count(routes.length - pages, 'endpoint')].join(', ')
  return [...formatColumns([heads, ...rows]), '', summary]
}

// HEAD and OPTIONS follow from the others, and GET only opens the socket where there is nothing else to read.
function formatMethods({ methods, actions, socket }: RouteDescription, exports: FileExports): string[] {
  const more = [...(actions ?? []).map((name) => `?/${name}`), ...(socket ? ['socket'] : [])]
  if (methods === null) return ['?', ...more]
  const isSocketOnly = 'names' in exports && needsUpgrade(exports.names, 'GET')
  const implied = ['HEAD', 'OPTIONS', ...(isSocketOnly ? ['GET'] : [])]
  return [...methods.filter((method) => !implied.includes(method)), ...more]
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

function compareRoutes(left: RouteFile, right: RouteFile): number {
  const [first, second] = [toPattern(left).segments, toPattern(right).segments]
  for (let index = 0; index < Math.max(first.length, second.length); index++) {
    const order = compareAt(first[index], second[index])
    if (order !== 0) return order
  }
  return 0
}

function compareAt(left: Segment | undefined, right: Segment | undefined): number {
  if (left === undefined || right === undefined) return left === right ? 0 : left === undefined ? -1 : 1
  return compareSegments(left, right)
}
