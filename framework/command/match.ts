// vial match: which file answers a URL, and what else is involved.
import { inspect } from 'node:util'
import type { CommandDef } from 'citty'
import { createUserError } from '../node/user-error.ts'
import { describeOutcome } from '../build/project/describe-outcome.ts'
import { loadMatchers } from '../build/project/load-matchers.ts'
import { type MatchReport, matchRequest } from '../build/project/match-request.ts'
import { assertNoProblems, importFile, openProject } from './open-project.ts'
import { formatColumns } from '../build/report/format-columns.ts'
import type { Terminal } from './terminal.ts'

export const matchCommand: CommandDef = {
  args: {
    method: { type: 'positional', required: false, description: 'Such as GET or POST', default: 'GET' },
    url: { type: 'positional', required: false, description: 'A path or a whole URL' },
    json: { type: 'boolean', description: 'Prints plain data' },
  },
  async run({ args, data }) {
    const terminal = data as Terminal
    const { method, url } = parseRequest(args._)
    const project = await openProject(terminal)
    assertNoProblems(project)
    const report = await matchRequest(
      project,
      await loadMatchers(project, (file) => importFile(project, file)),
      method,
      url,
    )
    if (args.json) terminal.print(formatJson(report))
    else for (const line of formatReport(report, terminal)) terminal.print(line)
  },
}

function parseRequest(words: readonly string[]): { method: string; url: string } {
  const [first = '', second] = words
  const [method, url] = second === undefined ? ['GET', first] : [first.toUpperCase(), second]
  if (!/^(\/|https?:\/\/)/i.test(url)) {
    const wrong = url === '' ? 'the URL is missing' : `${url} is not a URL`
    throw createUserError(`vial match: ${wrong}. Write it as in: vial match GET /notes/7`)
  }
  if (!/^[A-Z]+$/.test(method)) {
    throw createUserError(`vial match: ${method} is not a method. Write it as in: vial match GET /notes/7`)
  }
  return { method, url }
}

// A matcher can convert a parameter to any type.
function formatJson(report: MatchReport): string {
  const toPlain = (_name: string, value: unknown): unknown =>
    typeof value === 'bigint' || typeof value === 'symbol' || typeof value === 'function'
      ? String(value)
      : value
  return JSON.stringify(report, toPlain, 2)
}

function formatReport(report: MatchReport, { paint }: Terminal): string[] {
  const { route, others, middleware, layouts, params } = report
  const sections: [string, readonly string[]][] = [
    ['route', route ? [`${route.pattern}  ${paint('dim', `${route.kind}, ${route.file}`)}`] : []],
    ['params', formatColumns(Object.entries(params).map(([name, value]) => [name, inspect(value)]))],
    ['middleware', middleware],
    ['layouts', layouts],
    ['errors', formatErrors(report)],
    ['also fits', formatColumns(others.map(({ file, reason }) => [file, paint('dim', reason)]))],
  ]
  const rows = sections.flatMap(([name, lines]) =>
    lines.map((line, index) => [index === 0 ? paint('cyan', name) : '', line]),
  )
  return [paint('bold', `${report.method} ${report.url}`), describeOutcome(report), ...formatColumns(rows)]
}

function formatErrors({ errors, outcome }: MatchReport): string[] {
  // For other outcomes the first lines say it all.
  if (outcome !== 'route') return []
  const rows = Object.entries(errors).map(([status, file]) => [
    status === 'error' ? 'any other' : status,
    file,
  ])
  return formatColumns(rows)
}
