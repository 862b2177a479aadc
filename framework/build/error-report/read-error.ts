// Reads an error and its causes for the error page of development: messages, and frames with their source.
import { readFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { inspect, stripVTControlCharacters } from 'node:util'
import { normalizePath } from 'vite'
import { Youch } from 'youch'
import { frameworkFolder } from '../configure.ts'

/** A line of a stack trace. */
export interface ErrorFrame {
  /** Absolute; a name such as `node:fs` for code of Node. */
  readonly file: string
  /** Relative to the project. */
  readonly shownFile: string
  /** Counted from 1; `undefined` where it is not known. */
  readonly line: number | undefined
  readonly column: number | undefined
  /** The name of the function, if it has one. */
  readonly name: string | undefined
  /** Whether it is the author's code, not that of a package, the framework or Node. */
  readonly isOwn: boolean
  /** The lines around it. */
  readonly source: readonly { readonly line: number; readonly text: string }[]
}

/** An error, or something else that was thrown. */
export interface ReadError {
  readonly name: string
  readonly message: string
  readonly frames: readonly ErrorFrame[]
}

const maxCauses = 5

/**
 * Reads an error, followed by what caused it.
 *
 * @param root The folder of the project
 * @param file The route file, below `routes/`, to name for a thrown value that is not an Error
 */
export async function readErrors(
  thrown: unknown,
  root: string,
  file: string | undefined,
): Promise<readonly ReadError[]> {
  const errors: ReadError[] = []
  const seen = new Set<unknown>()
  for (let current = thrown; errors.length <= maxCauses && !seen.has(current); ) {
    seen.add(current)
    errors.push(await readError(current, root, file))
    const { cause, errors: parts } = (current ?? {}) as { cause?: unknown; errors?: unknown }
    const next = cause ?? (current instanceof AggregateError ? (parts as unknown[])[0] : undefined)
    if (next === undefined || next === null) break
    current = next
  }
  return errors
}

async function readError(thrown: unknown, root: string, file: string | undefined): Promise<ReadError> {
  const error = toReadableError(thrown, root, file)
  const { frames } = await new Youch().toJSON(error)
  const read = frames.map(
    ({ fileName = '', lineNumber, columnNumber, functionName, type, source }): ErrorFrame => {
      const path = normalizePath(fileName)
      const isOwn = type === 'app' && !path.startsWith(frameworkFolder) && !path.includes('/node_modules/')
      const shown = path.startsWith(`${root}/`) ? normalizePath(relative(root, path)) : path
      return {
        file: path,
        shownFile: shown,
        line: lineNumber,
        column: columnNumber,
        name: functionName,
        isOwn,
        source: (source ?? []).map(({ lineNumber: line, chunk }) => ({ line, text: chunk })),
      }
    },
  )
  return { name: error.name, message: error.message, frames: read }
}

interface CompilerError {
  readonly id?: string
  readonly loc?: { readonly file?: string; readonly line: number; readonly column: number }
}

/** Gives errors of compilers a short message and a stack that points into the file, and removes terminal colours. */
function toReadableError(thrown: unknown, root: string, file: string | undefined): Error {
  if (!(thrown instanceof Error)) return new Error(describeThrown(thrown, file))
  const { id, loc } = thrown as Error & CompilerError
  const text = stripVTControlCharacters(thrown.message)
  const drawn = readDrawing(text) ?? readMissingImport(text, root)
  const readable = new Error(drawn?.reason ?? text)
  // Vite copies the errors of its plugins and loses some of their properties.
  readable.name = drawn?.name ?? (thrown.name || 'Error')
  const place = loc ? `${loc.file ?? id}:${loc.line}:${loc.column + 1}` : drawn && toPlace(drawn, root, id)
  readable.stack =
    place || id
      ? `${readable.name}: ${readable.message}\n    at ${place || `${id}:1:1`}`
      : stripVTControlCharacters(thrown.stack || `${readable.name}: ${readable.message}`)
  return readable
}

/** What the message of Vite's compiler says. */
interface Drawing {
  readonly name: string
  readonly reason: string
  readonly file: string
  readonly place: string
}

/** Reads the reason and the place from the message of Vite's compiler, which draws the source below them. */
function readDrawing(message: string): Drawing | undefined {
  const [, reason, file, place] =
    /^(?:\w+ failed with \d+ errors?:)\s*(?:\[\w+\]\s*)?([^\n]+)\n[^\n]*\[ (.+):(\d+:\d+) \]/.exec(message) ??
    []
  return reason === undefined ? undefined : { name: 'Syntax error', reason, file: file!, place: place! }
}

/** Finds the import of a file that does not exist. */
function readMissingImport(message: string, root: string): Drawing | undefined {
  const [, name, importer] =
    /^Failed to load url (\S+) \(resolved id: .*\) in (.+)\. Does the file exist\?$/.exec(message) ?? []
  if (name === undefined) return undefined
  const file = importer!.split('?', 1)[0]!
  const shown = normalizePath(relative(root, resolve(root, file)))
  return {
    name: 'Missing file',
    reason: `${shown} imports ${name}, which does not exist. Create it, correct the import, or install the package.`,
    file,
    place: findPlace(resolve(root, file), name),
  }
}

/** Finds a text in a file: its line and column, counted from 1. */
function findPlace(file: string, text: string): string {
  try {
    const lines = readFileSync(file, 'utf8').split('\n')
    const index = lines.findIndex((line) => line.includes(text))
    return index < 0 ? '1:1' : `${index + 1}:${lines[index]!.indexOf(text) + 1}`
  } catch {
    // The importer has been deleted, or is not a file.
    return '1:1'
  }
}

function toPlace({ file, place }: Drawing, root: string, id: string | undefined): string {
  const path = id?.split('?', 1)[0]
  return `${path?.endsWith(file) ? path : resolve(root, file)}:${place}`
}

function describeThrown(value: unknown, file: string | undefined): string {
  const where = file === undefined ? '' : `routes/${file}: `
  return `${where}a value that is not an Error was thrown, so there is no stack: ${inspect(value)}. Throw new Error(…), or new HttpError(400, …) for a message that visitors may read.`
}
