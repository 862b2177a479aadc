// Finds options that the functions of this framework do not have, such as `permanent` of `redirect()`.
import type { CookieOptions } from '../../http/cookie.ts'
import type { RedirectOptions } from '../../http/redirect.ts'
import { suggestWord } from '../../routing/near-miss.ts'
import { findImported } from './bindings.ts'
import { findContextMethod } from './response-calls.ts'
import type { Mistake, ParsedFile } from './source-file.ts'
import { type Node, nameOf, unwrap } from '../parse-tree.ts'

/** Finds unknown options of `redirect()`, `json()`, `ctx.cookies.set()` and `cors()`. */
export function findOptionMistakes(file: ParsedFile): Mistake[] {
  return file.tree.nodesOf('CallExpression').flatMap((call): Mistake[] => {
    const called = nameCall(unwrap(call.callee as Node)!, file)
    if (called === undefined || !Object.hasOwn(options, called)) return []
    const { index, keys = [], others } = options[called]!
    const given = unwrap((call.arguments as Node[])[index])
    if (typeof given?.value === 'number' && called !== 'redirect') {
      const message = `${called}() takes its options as an object, not the number ${given.value}. Write { status: ${given.value} }.`
      return [{ level: 'warning', node: given, message }]
    }
    if (given?.type !== 'ObjectExpression') return []
    return (given.properties as Node[]).flatMap((property): Mistake[] => {
      const name = property.type === 'Property' && property.computed !== true ? nameOf(property.key) : ''
      const known = Object.hasOwn(others, name) ? others[name] : undefined
      if (name === '' || keys.includes(name) || (keys.length === 0 && known === undefined)) return []
      const advice = known ?? suggestWord(name, keys, `Its options are ${keys.join(', ')}.`)
      const effect = called === 'cors' ? '' : ', so it has no effect'
      const message = `${called}() has no option ${name}${effect}. ${advice}`
      return [{ level: 'warning', node: property, message }]
    })
  })
}

interface KnownOptions {
  /** Which argument they are, counted from 0. */
  readonly index: number
  /** `undefined` if only the names of other frameworks are known to be wrong. */
  readonly keys?: readonly string[]
  /** What other frameworks call them. */
  readonly others: Readonly<Record<string, string>>
}

/** Lists the properties of a type; the compiler requires all of them. */
function keysOf<Options>(keys: Readonly<Record<keyof Options, true>>): readonly string[] {
  return Object.keys(keys)
}

const toStatus = { statusCode: 'Write { status: … }.', code: 'Write { status: … }.' }

const options: Readonly<Record<string, KnownOptions>> = {
  redirect: {
    index: 1,
    keys: keysOf<RedirectOptions>({ status: true, external: true, headers: true }),
    others: {
      permanent: 'Write { status: 308 }, or 307 for a redirect that is not permanent.',
      ...toStatus,
      replace: 'Remove it: a browser that follows a redirect adds no page to its history.',
      query: "Write redirect(href('/path', { query: { … } })) with href from vial.",
    },
  },
  json: {
    index: 1,
    keys: keysOf<ResponseInit>({ status: true, headers: true, statusText: true }),
    others: toStatus,
  },
  html: {
    index: 1,
    keys: keysOf<ResponseInit>({ status: true, headers: true, statusText: true }),
    others: toStatus,
  },
  'ctx.cookies.set': {
    index: 2,
    keys: keysOf<CookieOptions>({
      path: true,
      domain: true,
      maxAge: true,
      expires: true,
      secure: true,
      httpOnly: true,
      sameSite: true,
      priority: true,
      partitioned: true,
    }),
    others: {
      max_age: 'Write maxAge, in seconds.',
      'max-age': 'Write maxAge, in seconds.',
      signed: 'Remove it, and keep values that visitors must not change in ctx.session.',
      overwrite: 'Remove it: a later cookie of the same name and path replaces an earlier one.',
      encode: 'Remove it: values are encoded.',
    },
  },
  cors: {
    index: 0,
    others: {
      origin: "Write origins: ['https://app.example'].",
      allowedHeaders: 'Write headers: […].',
      allowHeaders: 'Write headers: […].',
      allowMethods: 'Write methods: […].',
      exposedHeaders: 'Write expose: […].',
      exposeHeaders: 'Write expose: […].',
      optionsSuccessStatus: 'Remove it: OPTIONS is answered with 204.',
    },
  },
}

/** Names a function of this framework; `undefined` for every other one. */
function nameCall(callee: Node, file: ParsedFile): string | undefined {
  const imported = findImported(callee)
  if (imported) return imported.source.startsWith('vial') ? imported.imported : undefined
  if (callee.type !== 'MemberExpression') return undefined
  const name = nameOf(callee.property)
  const object = unwrap(callee.object as Node)!
  if (name === 'set' && findContextMethod(object, file) === 'cookies') return 'ctx.cookies.set'
  return undefined
}
