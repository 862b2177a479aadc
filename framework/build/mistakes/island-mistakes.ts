// Finds what islands cannot do in browsers, and what pages cannot give to islands.
import { findHydrationProblem } from '../../routing/hydration.ts'
import { findBinding, findImported } from './bindings.ts'
import { isElement, listAttributes, readText } from './jsx-elements.ts'
import type { Mistake, ParsedFile } from './source-file.ts'
import { type Node, enclosingFunction, isFunction, nameOf, textOf, unwrap } from '../parse-tree.ts'

/** Finds server modules and `process.env` in islands, and props of islands that cannot be sent to browsers. */
export function findIslandMistakes(file: ParsedFile): Mistake[] {
  if (file.isReact) return []
  if (file.kind === 'island')
    return [...findServerModules(file), ...findEnvironment(file), ...findHydrateExport(file)]
  return [...findProps(file), ...findSharedEnvironment(file)]
}

function findServerModules({ tree }: ParsedFile): Mistake[] {
  return tree.nodesOf('ImportDeclaration').flatMap((node): Mistake[] => {
    const source = nameOf(node.source)
    if (node.importKind === 'type') return []
    const names: string[] = (node.specifiers as Node[]).flatMap(({ importKind, imported }) =>
      importKind === 'type' ? [] : [nameOf(imported)],
    )
    if (serverModules.has(source) && (names.length > 0 || (node.specifiers as Node[]).length === 0)) {
      const message = `${source} runs on the server, but browsers load this island. Do the work in a loader and pass the result as a prop.`
      return [{ level: 'error', node, message }]
    }
    if (source !== 'vial') return []
    return names.flatMap((name): Mistake[] => {
      const found = describeServerName(name)
      return found ? [{ ...found, node }] : []
    })
  })
}

const serverModules = new Set(['vial/server', 'vial/auth', 'vial/redis', 'vial/testing', 'vial/vite'])

function describeServerName(name: string): Pick<Mistake, 'level' | 'message'> | undefined {
  if (browserNames.has(name) || (/^[A-Z]?$/.test(name[0] ?? '') && name !== 'HttpError')) return undefined
  const what = `${name} of vial works on the server only, but browsers load this island.`
  // On the server, it renders the island.
  if (name === 'useRequest') {
    return {
      level: 'warning',
      message: `${what} Read the data in the page and pass it to the island as a prop.`,
    }
  }
  const advice =
    name === 'redirect'
      ? "Write navigate('/path') with navigate from vial/client."
      : 'Use it in a loader or a handler of a route.'
  return { level: 'error', message: `${what} ${advice}` }
}

/**
 * What an island can import from `vial`. Names of types begin with a capital letter and vanish.
 *
 * @internal Exported for the test of the documentation.
 */
export const browserNames: ReadonlySet<string> = new Set([
  'errorsOf',
  'field',
  'FieldMessages',
  'href',
  'isActive',
  'publicUrl',
])

function findEnvironment({ tree }: ParsedFile): Mistake[] {
  const isAware = tree
    .nodesOf('UnaryExpression')
    .some(({ operator, argument }) => operator === 'typeof' && nameOf(argument) === 'process')
  if (isAware) return []
  return tree.nodesOf('MemberExpression').flatMap((node): Mistake[] => {
    const object = unwrap(node.object as Node)!
    if (nameOf(node.property) !== 'env' || object.type !== 'Identifier' || nameOf(object) !== 'process')
      return []
    if (findBinding(object)) return []
    const { parent } = node
    const name = parent?.type === 'MemberExpression' && parent.object === node ? nameOf(parent.property) : ''
    // Vite replaces it.
    if (name === 'NODE_ENV') return []
    const shown = name === '' ? 'process.env' : `process.env.${name}`
    const message = `${shown} does not exist in browsers, so this island fails there. Pass the value as a prop, or write import.meta.env.VITE_${name || 'NAME'} for a public value of .env.`
    return [{ level: 'warning', node, message }]
  })
}

/** Finds `process.env` that is read as soon as a file is loaded, which fails in browsers if an island imports the file. */
function findSharedEnvironment(file: ParsedFile): Mistake[] {
  return findEnvironment(file).flatMap(({ node, message }): Mistake[] => {
    if (enclosingFunction(node)) return []
    const name = message.slice(0, message.indexOf(' '))
    const advice = `${name} does not exist in browsers, which load this file because an island imports it. Read it in a file that no island imports, and pass the value as a prop.`
    return [{ level: 'warning', node, message: advice, isFineOnServer: true }]
  })
}

function findHydrateExport({ exports }: ParsedFile): Mistake[] {
  const node = exports.get('hydrate')
  const message = describeHydrate(textOf(node))
  return node && message !== undefined ? [{ level: 'error', node, message }] : []
}

function findProps({ tree }: ParsedFile): Mistake[] {
  return tree.nodesOf('JSXOpeningElement').flatMap((element): Mistake[] => {
    const name = element.name as Node
    if (isElement(element) || name.type !== 'JSXIdentifier') return []
    const source = findImported(name)?.source
    if (source === undefined || !/\.island(\.m?[jt]sx?)?$/.test(source)) return []
    return listAttributes(element).flatMap((attribute): Mistake[] => {
      const message =
        attribute.name === 'hydrate'
          ? describeHydrate(readText(attribute.value))
          : describeFunction(attribute.name, nameOf(name), attribute.value)
      return message === undefined ? [] : [{ level: 'error', node: attribute.node, message }]
    })
  })
}

function describeHydrate(value: string | undefined): string | undefined {
  const problem = value === undefined ? undefined : findHydrationProblem(value)
  return problem && `hydrate ${problem}`
}

function describeFunction(prop: string, island: string, value: Node | undefined): string | undefined {
  if (value?.type !== 'JSXExpressionContainer' || !isFunctionValue(unwrap(value.expression as Node)))
    return undefined
  return `the prop ${prop} of <${island}> is a function, which cannot be sent to the browser. Create it inside the island, and let it call a route with fetch or a form.`
}

function isFunctionValue(value: Node | undefined): boolean {
  if (isFunction(value)) return true
  if (value?.type !== 'Identifier') return false
  const binding = findBinding(value)
  if (binding?.kind === 'function') return true
  const init = binding?.kind === 'variable' ? unwrap(binding.owner.init as Node | null) : undefined
  return binding?.property === undefined && isFunction(init)
}
