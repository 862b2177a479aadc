// vial routes: all routes of the site, in the order in which they are tried.
import type { CommandDef } from 'citty'
import type { DescribedRoute } from '../build/project/describe-route.ts'
import { listMethods, listRoutes } from '../build/project/list-routes.ts'
import { openProject, assertNoProblems } from './open-project.ts'
import { formatColumns } from '../build/report/format-columns.ts'
import type { Terminal } from './terminal.ts'

export const routesCommand: CommandDef = {
  args: { json: { type: 'boolean', description: 'Prints plain data instead of a table' } },
  async run({ args, data }) {
    const terminal = data as Terminal
    const project = await openProject(terminal)
    assertNoProblems(project)
    const described = await listRoutes(project)
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
      paint('cyan', listMethods({ description, exports }).join(' ')),
      kind,
      paint('dim', extension === undefined ? file : `${file} (${extension})`),
    ]
  })
  const heads = ['URL', 'Methods', 'Kind', 'File'].map((head) => paint('bold', head))
  const pages = routes.filter(({ description }) => description.kind === 'page').length
  const summary = [count(pages, 'page'), count(routes.length - pages, 'endpoint')].join(', ')
  return [...formatColumns([heads, ...rows]), '', summary]
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
