// Reads what the files of a project export, without running them.
import { readFileSync } from 'node:fs'
import { parseFile } from '../mistakes/parsed-files.ts'
import { type Node, toLanguage } from '../parse-tree.ts'
import { type ModuleExports, readModuleExports, readProgramExports } from '../routes/route-exports.ts'
import type { RouteFile } from '../../routing/route-file.ts'
import type { Project } from './project.ts'

/** What is known about a file's exports, or why nothing is known. */
export type FileExports = ModuleExports | { readonly syntaxError: string }

/** A file and what it exports. */
export interface ReadFile {
  readonly file: RouteFile
  readonly exports: FileExports
}

/** Reads the exports of a file; a file in another language, such as Markdown, becomes a component. */
export async function readExports({ site }: Project, { path, from }: RouteFile): Promise<FileExports> {
  const lang = path.slice(path.lastIndexOf('.') + 1)
  if (!isScript(lang)) return component
  const file = from?.file ?? site.toFile(path)
  // Synchronous, because callers read all routes at once: the limit of open files may be low.
  const code = readFileSync(file, 'utf8')
  const tree = parseFile(file, code, toLanguage(file)!, site)
  if (tree) return readProgramExports(tree.program.body as Node[], code)
  try {
    return readModuleExports(code, lang)
  } catch (error) {
    // The check of the source says that JSX needs another extension.
    const misnamed = lang === 'ts' ? tryRead(code) : undefined
    return misnamed ?? { syntaxError: describeSyntaxError(error) }
  }
}

function tryRead(code: string): ModuleExports | undefined {
  try {
    return readModuleExports(code, 'tsx')
  } catch {
    // Another error than JSX.
    return undefined
  }
}

const component: ModuleExports = {
  names: new Set(['default']),
  isOpen: false,
  config: undefined,
  isConfigComputed: false,
  actions: undefined,
  literalOf: () => undefined,
  locate: () => undefined,
}

function isScript(extension: string): extension is 'js' | 'jsx' | 'ts' | 'tsx' {
  return ['js', 'jsx', 'ts', 'tsx'].includes(extension)
}

// Vite's message is "Parse failed with 1 error:", then the reason, then the lines around it.
function describeSyntaxError(error: unknown): string {
  const { message, loc } = error as Error & { loc?: { line: number } }
  const [, reason = message] = message.split('\n')
  return loc ? `${reason} (line ${loc.line})` : reason
}
