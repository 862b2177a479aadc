// Brings the files that server code names with `new URL('./x', import.meta.url)` into the build.
import { readFile, stat } from 'node:fs/promises'
import { basename, posix, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Plugin, normalizePath } from 'vite'
import { frameworkFolder } from '../configure.ts'
import { toPackageName } from '../packages/find-packages.ts'
import { toName } from '../browser/guard-browser.ts'
import { findModulePlaces, findModuleUrls } from '../module-location.ts'
import type { BuildSite } from '../site.ts'
import type { SyntaxNode } from '../syntax-tree.ts'

/**
 * Emits each file that is named this way: scripts with what they import, so that workers and child processes run, and
 * others as they are.
 *
 * Vite does this for browsers only, and the path would be wrong from `dist/server`. Warns where a file cannot be found,
 * and where code uses the place of its own file, which is another one in `dist/server`.
 */
export function emitServerFiles(site: BuildSite): Plugin {
  return {
    name: 'vial:server-files',
    apply: 'build',
    sharedDuringBuild: true,
    applyToEnvironment: (environment) => environment.name === 'ssr',
    transform: {
      filter: { code: /\bimport\.meta\.(url|dirname|filename|resolve)\b/ },
      async handler(code, id) {
        if (id.startsWith('\0')) return undefined
        const file = id.replace(/[?#].*$/, '')
        // Nothing else in a package concerns the author, and parsing takes long.
        if (isOfPackage(file) && !/\bnew URL\b|\bimport\.meta\.(dir|file)name\b/.test(code)) return undefined
        const edits: Edit[] = []
        const tree = this.parse(code) as unknown as SyntaxNode
        for (const { start, end, name, isShown } of findModuleUrls(tree)) {
          const path = name === undefined ? undefined : toPath(name, file)
          const kind = path === undefined ? 'computed' : await kindOf(path)
          if (kind === 'file') {
            site.compiled.namedFiles.add(normalizePath(path!))
            this.addWatchFile(path!)
            const reference = isScript.test(path!)
              ? this.emitFile({ type: 'chunk', id: path!, name: basename(path!).replace(/\..*$/, '') })
              : this.emitFile({ type: 'asset', name: basename(path!), source: await readFile(path!) })
            edits.push({ start, end, text: `new URL('${mark}${reference}', import.meta.url)` })
            if (isShown && isForVisitors.test(path!) && !isOfPackage(file)) {
              this.warn(
                `${toName(file, site)}: new URL('${name}', import.meta.url).href is a file of the server, which visitors cannot load. Import its URL instead: import url from '${name}'.`,
              )
            }
          } else if (!isOfPackage(file) && !(await isRoutesFolder(path, site))) {
            const where = `${toName(file, site)}: new URL(${name === undefined ? '…' : `'${name}'`}, import.meta.url)`
            this.warn(`${where} ${reasons[kind]}, so the built server will not find it. ${advice}`)
          }
        }
        for (const place of findModulePlaces(tree)) {
          const problem = `${place} names another place in the built server`
          if (!isOfPackage(file)) {
            this.warn(
              `${toName(file, site)}: ${problem}. Name each file with new URL('./x', import.meta.url), or read it from a folder below process.cwd().`,
            )
          } else if (/^import\.meta\.(dir|file)name$/.test(place) && !file.startsWith(frameworkFolder)) {
            const name = toPackageName(
              file.slice(file.lastIndexOf('/node_modules/') + '/node_modules/'.length),
            )
            this.warn(
              `The package ${name} is bundled, and ${problem}. If it reads its files from there, let Node.js load it: ssr: { external: ['${name}'] }.`,
            )
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

const isScript = /\.[cm]?[jt]sx?$/
const isForVisitors =
  /\.(apng|avif|bmp|css|gif|ico|jpe?g|jxl|m4a|mp3|mp4|ogg|otf|png|svg|ttf|wav|webm|webp|woff2?)$/i
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

/** Reads a URL relative to a module; a malformed one, such as `./100%.txt`, is the path of no file. */
function toPath(name: string, file: string): string {
  try {
    return resolve(fileURLToPath(new URL(name, pathToFileURL(file))))
  } catch {
    return name
  }
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
