// Brings the files that server code names with `new URL('./x', import.meta.url)` into the build.
import { readFile, stat } from 'node:fs/promises'
import { basename, dirname, posix, resolve } from 'node:path'
import type { Plugin } from 'vite'
import { frameworkFolder } from './configure.ts'
import { toName } from './guard-browser.ts'
import type { BuildSite } from './site.ts'

/**
 * Emits each file that is named this way: scripts with what they import, so that workers and child processes run, and
 * others as they are.
 *
 * Vite does this for browsers only, and the path would be wrong from `dist/server`. Warns where a file cannot be found.
 */
export function emitServerFiles(site: BuildSite): Plugin {
  return {
    name: 'vial:server-files',
    apply: 'build',
    sharedDuringBuild: true,
    applyToEnvironment: (environment) => environment.name === 'ssr',
    transform: {
      filter: { code: moduleUrl },
      async handler(code, id) {
        if (id.startsWith('\0')) return undefined
        const file = id.replace(/[?#].*$/, '')
        const edits: Edit[] = []
        for (const { start, end, name } of findModuleUrls(this.parse(code))) {
          const path =
            name === undefined ? undefined : resolve(dirname(file), decodeURI(name.replace(/[?#].*$/, '')))
          const kind = path === undefined ? 'computed' : await kindOf(path)
          if (kind === 'file') {
            this.addWatchFile(path!)
            const reference = isScript.test(path!)
              ? this.emitFile({ type: 'chunk', id: path!, name: basename(path!).replace(/\..*$/, '') })
              : this.emitFile({ type: 'asset', name: basename(path!), source: await readFile(path!) })
            edits.push({ start, end, text: `new URL('${mark}${reference}', import.meta.url)` })
          } else if (!isOfPackage(file) && !(await isRoutesFolder(path, site))) {
            const where = `${toName(file, site)}: new URL(${name === undefined ? '…' : `'${name}'`}, import.meta.url)`
            this.warn(`${where} ${reasons[kind]}, so the built server will not find it. ${advice}`)
          }
        }
        return edits.length > 0 ? { code: applyEdits(code, edits), map: null } : undefined
      },
    },
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk' || !chunk.code.includes(mark)) continue
        const folder = posix.dirname(chunk.fileName)
        chunk.code = chunk.code.replace(marked, (_mark, reference: string) => {
          const path = posix.relative(folder, this.getFileName(reference))
          return path.startsWith('.') ? path : `./${path}`
        })
      }
    },
  }
}

// The name of a file is known once the bundle is complete. Not Rolldown's own mark: Vite makes it a URL for browsers.
const mark = 'vial-file:'
const marked = /vial-file:([\w$-]+)/g

const moduleUrl = /\bnew\s+URL\s*\([^;]*?\bimport\.meta\.url\b/
const isScript = /\.[cm]?[jt]sx?$/
const advice = 'Name a file, or read it from a folder below process.cwd().'
const reasons = {
  computed: 'has a computed name',
  folder: 'names a folder, which is not part of the build',
  missing: 'names a file that does not exist',
}

/** Whether the author cannot change a file. This package may be linked, and is then outside of `node_modules`. */
function isOfPackage(file: string): boolean {
  return file.includes('/node_modules/') || file.startsWith(frameworkFolder)
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'missing'> {
  const stats = await stat(path).catch(() => undefined)
  if (!stats) return 'missing'
  return stats.isFile() ? 'file' : 'folder'
}

/** The routes of an extension are found by their folder, and are part of the build. */
async function isRoutesFolder(path: string | undefined, site: BuildSite): Promise<boolean> {
  const routes = await site.extensionRoutes()
  return routes.some(({ folder }) => folder === path)
}

interface ModuleUrl {
  readonly start: number
  readonly end: number
  /** A relative path; `undefined` if it is computed. */
  readonly name: string | undefined
}

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [key: string]: unknown
}

/** Finds the URLs that are relative to the module, in the order of the code. */
function findModuleUrls(node: unknown): ModuleUrl[] {
  if (Array.isArray(node)) return node.flatMap(findModuleUrls)
  if (!isNode(node)) return []
  const [path, base] = node.type === 'NewExpression' ? (node.arguments as Node[]) : []
  if (path && base && (node.callee as Node).name === 'URL' && isModuleUrl(base)) {
    const text = readText(path)
    const isRelative = text && !/^([a-z][a-z\d+.-]*:|\/|$)/i.test(text.start)
    return isRelative ? [{ start: node.start, end: node.end, name: text.name }] : []
  }
  return Object.values(node).flatMap(findModuleUrls)
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'
}

function isModuleUrl({ type, object, property }: Node): boolean {
  return (
    type === 'MemberExpression' &&
    (object as Node).type === 'MetaProperty' &&
    (property as Node).name === 'url'
  )
}

/** Reads a text that is known at build time, or the start of a template. */
function readText(node: Node): { name: string | undefined; start: string } | undefined {
  if (node.type === 'Literal' && typeof node.value === 'string')
    return { name: node.value, start: node.value }
  if (node.type !== 'TemplateLiteral') return undefined
  const [first] = node.quasis as { value: { cooked: string } }[]
  const start = first?.value.cooked ?? ''
  return { name: (node.expressions as unknown[]).length === 0 ? start : undefined, start }
}

interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Replaces from the end, so that positions stay right. */
function applyEdits(code: string, edits: readonly Edit[]): string {
  return edits.reduceRight(
    (text, { start, end, text: by }) => text.slice(0, start) + by + text.slice(end),
    code,
  )
}
