// Finds the folders of extension routes by running `_server`, which is the only place that lists the extensions.
import { fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ResolvedConfig, normalizePath } from 'vite'
import { createUserError } from '../../node/user-error.ts'
import { mayHaveExtensions } from './may-have-extensions.ts'
import type { VialOptions } from '../options.ts'

/** A folder of extension routes. */
export interface ExtensionRoutes {
  /** The name of the extension. */
  readonly name: string
  /** Absolute path, with slashes. */
  readonly folder: string
  /** The path of its files as if they were in `routes/`: `admin/`, or an empty string for the root. */
  readonly below: string
}

/**
 * Reads the extension routes of a site.
 *
 * Runs nothing when the file itself shows that there are no extensions.
 *
 * @param file Absolute path of `_server`
 * @param given The plugin's options, for a project without a configuration file
 * @param importServer Imports the file where the site runs anyway (default: in a child process, so that open connections
 *   and timers end with it)
 * @throws Error when the file does not load, or when an extension's routes are not a prefix and a folder
 */
export async function readExtensionRoutes(
  file: string,
  { root, configFile, mode }: ResolvedConfig,
  given: VialOptions,
  importServer?: (file: string) => Promise<object>,
): Promise<readonly ExtensionRoutes[]> {
  if (!mayHaveExtensions(await readFile(file, 'utf8'), extname(file).slice(1))) return []
  if (importServer) return findExtensionRoutes(await importServer(file))
  return askProcess({ file, root, mode, configFile: configFile ?? false, options: given })
}

/** The message to the child process. */
export interface ExtensionRoutesQuestion {
  readonly file: string
  readonly root: string
  readonly mode: string
  readonly configFile: string | false
  readonly options: VialOptions
}

/** The message from the child process. */
export type ExtensionRoutesAnswer =
  | { readonly extensionRoutes: readonly ExtensionRoutes[] }
  /** What an author has to correct, which needs no stack. */
  | { readonly mistake: string }
  | { readonly problem: string }

function askProcess(question: ExtensionRoutesQuestion): Promise<readonly ExtensionRoutes[]> {
  return new Promise((resolve, reject) => {
    const child = fork(
      fileURLToPath(new URL('./extension-routes-process.js', import.meta.url)),
      [JSON.stringify(question)],
      {
        execArgv: [],
        // Send its output to stderr: stdout belongs to this command's own result.
        stdio: ['ignore', 2, 2, 'ipc'],
      },
    )
    const where = `routes/${basename(question.file)}: the file could not be loaded, which is necessary to find extension routes`
    child.once('message', (answer: ExtensionRoutesAnswer) => {
      if ('extensionRoutes' in answer) resolve(answer.extensionRoutes)
      else if ('mistake' in answer) reject(createUserError(answer.mistake))
      else
        reject(
          createUserError(
            `${where}. Move code that needs the running site to start(app).\n${answer.problem}`,
          ),
        )
    })
    child.once('error', reject)
    child.once('exit', (code) => reject(createUserError(`${where}: its process exited with code ${code}.`)))
  })
}

/**
 * Finds the folders in what `_server` exports. Invalid exports have none; they are reported when the site starts.
 *
 * @throws Error that names the extension
 */
export function findExtensionRoutes(module: object): ExtensionRoutes[] {
  const { default: definition } = module as { default?: { extensions?: unknown } }
  const { extensions } = definition ?? {}
  if (!Array.isArray(extensions)) return []
  return extensions.flatMap((extension: unknown, index) => {
    if (!extension) {
      throw createUserError(
        `routes/_server: extensions[${index}] is ${String(extension)}. Write { name, middleware, … }, or remove it.`,
      )
    }
    const { name, routes } = extension as { name?: unknown; routes?: unknown }
    return routes === undefined ? [] : [toExtensionRoutes(String(name), routes)]
  })
}

function toExtensionRoutes(name: string, routes: unknown): ExtensionRoutes {
  const where = `The extension ${name}: routes`
  const { prefix, folder } = (routes ?? {}) as { prefix?: unknown; folder?: unknown }
  if (typeof prefix !== 'string' || !/^\/(?!\/)/.test(prefix) || /\/\/|\/[_.]/.test(prefix)) {
    throw createUserError(`${where}.prefix is ${describe(prefix)}. Write it as in { prefix: '/admin' }.`)
  }
  const path = toPath(folder)
  if (path === undefined) {
    throw createUserError(
      `${where}.folder is ${describe(folder)}. Write { folder: new URL('./routes/', import.meta.url) }, or an absolute path.`,
    )
  }
  if (!existsSync(path)) throw createUserError(`${where}.folder: there is no folder ${path}.`)
  const below = prefix.replace(/^\/|\/$/g, '')
  return { name, folder: path.replace(/(?<=.)\/$/, ''), below: below === '' ? '' : `${below}/` }
}

// `instanceof` is safe: both module graphs share the platform's URL class.
function toPath(folder: unknown): string | undefined {
  const text = folder instanceof URL ? folder.href : folder
  if (typeof text !== 'string') return undefined
  if (text.startsWith('file:')) return normalizePath(fileURLToPath(text))
  return /^(\/|[a-z]:[\\/])/i.test(text) ? normalizePath(text) : undefined
}

function describe(value: unknown): string {
  return typeof value === 'string' ? `"${value}"` : typeof value
}
