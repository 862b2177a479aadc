// Finds imports of names that this framework does not export, such as Link, Form and useLoaderData.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { exportAdvice } from '../../routing/foreign-exports.ts'
import { suggestWord } from '../../routing/near-miss.ts'
import { readModuleExports } from '../routes/route-exports.ts'
import type { Mistake, ParsedFile } from './source-file.ts'
import { type Node, nameOf } from '../parse-tree.ts'

/** Finds names that the entry points of this framework do not have, if the file uses them as values. */
export function findMissingExports({ tree }: ParsedFile): Mistake[] {
  return tree.nodesOf('ImportDeclaration').flatMap((declaration): Mistake[] => {
    const source = nameOf(declaration.source)
    if (declaration.importKind === 'type' || !sources.includes(source)) return []
    return (declaration.specifiers as Node[]).flatMap((specifier): Mistake[] => {
      const name = specifier.type === 'ImportDefaultSpecifier' ? 'default' : nameOf(specifier.imported)
      // The compiler removes the imports of types, which are not exports at runtime.
      if (name === '' || specifier.importKind === 'type' || !isUsed(nameOf(specifier.local), tree)) return []
      if (readNames(source).has(name)) return []
      const what =
        name === 'default' ? `${source} has no default export.` : `${source} does not export ${name}.`
      return [{ level: 'error', node: specifier, message: `${what} ${adviseOn(name, source)}` }]
    })
  })
}

const sources: readonly string[] = [
  'vial',
  'vial/server',
  'vial/client',
  'vial/auth',
  'vial/redis',
  'vial/testing',
]

function isUsed(name: string, tree: ParsedFile['tree']): boolean {
  const isUse = (node: Node): boolean =>
    nameOf(node) === name && !/^Import(Default)?Specifier$/.test(node.parent?.type ?? '')
  return tree.nodesOf('Identifier').some(isUse) || tree.nodesOf('JSXIdentifier').some(isUse)
}

const names = new Map<string, ReadonlySet<string>>()

/** Reads what an entry point exports from its own source, once. */
function readNames(source: string): ReadonlySet<string> {
  const known = names.get(source)
  if (known) return known
  const language = import.meta.filename.endsWith('.ts') ? 'ts' : 'js'
  const file = `${source === 'vial' ? 'index' : source.slice('vial/'.length)}.${language}`
  const code = readFileSync(resolve(import.meta.dirname, '../..', file), 'utf8')
  const { names: found } = readModuleExports(code, language)
  names.set(source, found)
  return found
}

function adviseOn(name: string, source: string): string {
  const elsewhere = sources.find(
    (other) => other !== source && name !== 'default' && readNames(other).has(name),
  )
  if (elsewhere !== undefined) return `Import it from ${elsewhere}.`
  if (Object.hasOwn(remedies, name)) return remedies[name]!
  const otherwise =
    name === 'default'
      ? `Write import { … } from '${source}'.`
      : 'Remove it, or import it from the package that has it.'
  return suggestWord(name, [...readNames(source)], otherwise)
}

const toHead = `Export head from the route, ${exportAdvice.head}.`
const toError = 'Write throw new HttpError(404, message) with HttpError from vial.'
const toData = 'Take data from the props of the component: it is what loader returned.'
const toUrl = 'Take url from the props of the component, or call useRequest() in one that is deeper.'
const toParams = 'Take params from the props of the component, or call useRequest() in one that is deeper.'
const toForm = 'Write <form method="post">, and export POST(ctx) or actions.'
const toLink = 'Write <a href={href(…)}> with href from vial.'
const toMethods = `${exportAdvice.methods} from a file in routes/.`
const toContext = 'Use the parameter ctx of loader and handlers, or useRequest() in a component.'

/** What other frameworks export, and what to write instead. */
const remedies: Readonly<Record<string, string>> = {
  Link: toLink,
  NavLink: `${toLink} isActive() tells whether it leads to the current page.`,
  Form: toForm,
  Head: toHead,
  Meta: toHead,
  Title: toHead,
  Image: 'Write <img src alt width height>, with the imported URL of the file.',
  Outlet: 'Write {children} in _layout.tsx.',
  Scripts: 'Remove it: scripts are added to the head.',
  useLoaderData: toData,
  useActionData: 'Take form from the props of the component: it is what POST or the action returned.',
  useRouteLoaderData: toData,
  useFetcher: toForm,
  useParams: toParams,
  useSearchParams: `${toUrl} url.searchParams has the query.`,
  useLocation: toUrl,
  usePathname: toUrl,
  useRouter: toUrl,
  useNavigate: "In an island, write navigate('/path') with navigate from vial/client.",
  useSession: 'Take session from the props of the component, or call useRequest().',
  getSession: 'Use ctx.session.',
  cookies: 'Use ctx.cookies.',
  headers: 'Use ctx.request.headers.',
  session: 'Use ctx.session.',
  request: 'Use ctx.request.',
  g: 'Use ctx.locals.',
  flash: "Write ctx.flash('success', message).",
  error: toError,
  abort: toError,
  createError: toError,
  fail: 'Write return ctx.fail(422, form).',
  data: 'Return the data itself, after ctx.status = … for another status.',
  defer: 'Return the data itself, and set config.stream for a page that is sent in parts.',
  text: 'Return the text itself.',
  urlFor: "Write href('/path/[id]', { id }) with href from vial.",
  render: 'Export a component as default, and return its data from loader.',
  renderTemplate: 'Export a component as default, and return its data from loader.',
  revalidatePath: 'Write await ctx.invalidate(tag), with config.cache.tags of the cached route.',
  revalidateTag: 'Write await ctx.invalidate(tag).',
  createApp: toMethods,
  Router: toMethods,
  Vial: toMethods,
  defineMiddleware: exportAdvice.middleware,
  defineConfig: 'Import defineConfig from vite.',
  defineHandlers: toMethods,
  defineRoute: toMethods,
  useContext: toContext,
  getContext: toContext,
  Response: 'Remove the import: Response is global.',
  Request: 'Remove the import: Request is global.',
}
