// Explains reads of what is undefined until a page, a middleware or the start of the site provides it, in development.
import { readFileSync } from 'node:fs'
import { parseFrame } from '../log/stack-frame.ts'

/**
 * Says why the value before a property is undefined, such as `search` of `search.page`.
 *
 * @returns What to do, or `undefined` for values that only the site's code knows
 */
export function describeRead(error: TypeError): string | undefined {
  const [, name, value = name && findValue(error, name)] =
    /^Cannot read properties of (?:undefined|null) \(reading '(\w+)'\)$/.exec(error.message) ??
    destructured.exec(error.message) ??
    []
  if (name === undefined || value === undefined) return undefined
  const [, owner = '', last = ''] = /^(?:(.+)\.)?(\w+)$/.exec(value) ?? []
  if (/(^|\.)app\.locals$/.test(owner)) {
    return `Nothing has set ${value}. Write app.locals.${last} = … in start(app) of routes/_server.ts.`
  }
  if (/(^|\.)locals$/.test(owner)) {
    return `Nothing has set ${value} for this request. Set it in a _middleware.ts, or read ctx.app.locals.${last} if start(app) in routes/_server.ts has set app.locals.${last}.`
  }
  if (/(^|\.)app$/.test(owner)) return `What start(app) has put into app.locals is in ${owner}.locals.`
  if (/(^|\.)session$/.test(owner)) {
    return `This visitor's session has no ${last}. Write ${value}?.${name}, or let only visitors in who have one.`
  }
  if (owner !== '' && owner !== 'ctx' && owner !== 'props') return undefined
  if (last === 'search') {
    return `The route exports no schema for its query. Write export const search = … in it, or read ctx.query.get('${name}').`
  }
  if (last === 'form' && owner !== 'ctx')
    return `There is no form before one is sent. Write ${value}?.${name}.`
  return undefined
}

const destructured = /^Cannot destructure property '(\w+)' of '([\w.]+)' as it is (?:undefined|null)\.$/

/** Finds the value in the line that failed: `ctx.locals.db` of `await ctx.locals.db.all()`. */
function findValue({ stack = '' }: Error, name: string): string | undefined {
  const frame = stack.split('\n').find((text) => /^\s*at /.test(text))
  const { file, line, column } = parseFrame(frame ?? '') ?? {}
  if (file === undefined || file.includes('/node_modules/')) return undefined
  const found = [...readLine(file, line!).matchAll(new RegExp(`(\\w+(?:[?!]?\\.\\w+)*)!?\\.${name}\\b`, 'g'))]
  // The column is that of the value or of the property.
  const nearest = found.find((match) => match.index + match[0].length >= column!) ?? found.at(-1)
  return nearest?.[1]?.replaceAll(/[?!]/g, '')
}

/** A file that is gone, or generated code, has no such line. */
function readLine(file: string, line: number): string {
  try {
    return readFileSync(file, 'utf8').split('\n')[line - 1] ?? ''
  } catch {
    return ''
  }
}
