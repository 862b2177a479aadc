// Looks for mistakes that only a request shows, in development: redirects that are not returned, and promises as data.
import { AsyncLocalStorage } from 'node:async_hooks'
import { watchRedirects } from '../http/redirect.ts'
import { onUse } from '../http/response.ts'
import { isThenable } from '../http/thenable.ts'
import { reviewChildren } from '../render/review-children.ts'
import type { RequestReview, ReviewedPage } from '../request/pipeline/manifest.ts'

/** What the dev server does with the findings. */
export interface ReviewHost {
  /**
   * Prints a mistake, once.
   *
   * @param file Its path below the project, or an absolute path
   * @param line Counted from 1; `undefined` if it is not known
   */
  report(file: string, line: number | undefined, message: string): void
  /**
   * Finds the line that ignores the result of a call; `undefined` unless the source proves that one does.
   *
   * @param stack Of an error that was created during the call; its innermost frame is the caller
   */
  findDroppedCall(stack: string): DroppedCall | undefined
  /**
   * Prints a mistake in the data of a loader, once, with its line.
   *
   * @param path The way to the value, such as `data.notes`
   */
  reportData(file: string, path: string, message: string): void
  /** Looks at the HTML of a page. */
  reviewPage(page: PageReview): void
}

/** A page that was rendered, and what its links may be compared with. */
export interface PageReview extends ReviewedPage {
  /** Asks the site, as a program would, whether it answers a URL with anything but 404. */
  isAnswered(url: string): Promise<boolean>
}

interface DroppedCall {
  readonly file: string
  readonly line: number
  /** The line that ignores the result, such as `routes/index.tsx:3`, if it is another one. */
  readonly droppedAt: string | undefined
  readonly isInComponent: boolean
}

export interface DevReview {
  readonly review: RequestReview
  /** Answers a request; reports the redirects that it created and whose response the source ignores. */
  watch(answer: () => Response | Promise<Response>): Promise<Response>
}

interface UnusedRedirect {
  readonly location: string
  /** The stack of the call. */
  readonly stack: string
}

/**
 * Starts to look for mistakes.
 *
 * @param isAnswered Tells whether the site answers a URL with anything but 404
 */
export function createDevReview(
  { report, reportData, findDroppedCall, reviewPage }: ReviewHost,
  isAnswered: PageReview['isAnswered'],
): DevReview {
  const requests = new AsyncLocalStorage<Set<UnusedRedirect>>()
  const withoutData = new WeakMap<Request, readonly string[]>()
  watchRedirects((response, location) => {
    const unused = requests.getStore()
    if (!unused) return
    const redirect = { location, stack: readStack() }
    unused.add(redirect)
    onUse(response, () => unused.delete(redirect))
  })
  reviewChildren((message, { fileName, lineNumber }) => report(fileName, lineNumber, message))

  return {
    async watch(answer) {
      const unused = new Set<UnusedRedirect>()
      const response = await requests.run(unused, answer)
      // A handler may create a redirect in advance, and then refuse the form instead.
      if (response.status < 300 || response.status >= 500)
        for (const redirect of unused) reportUnused(redirect)
      return response
    },
    review: {
      data(request, levels, data) {
        const empty: string[] = []
        for (const [index, { file, loader }] of levels.entries()) {
          const name = `routes/${file.path}`
          if (loader && data[index] === undefined) empty.push(name)
          const path = findPromise(data[index], 'data')
          if (path === undefined) continue
          reportData(name, path, `${path} is a promise. Write await before the call in loader.`)
        }
        withoutData.set(request, empty)
      },
      page: (page) => reviewPage({ ...page, isAnswered }),
      droppedFailure(file) {
        report(
          file,
          undefined,
          'the result of ctx.fail() was not returned, so the page does not show the errors. Write return ctx.fail(…).',
        )
      },
      explain(request, error) {
        if (isRelativeFetch(error)) return explainRelativeFetch(error)
        const files = withoutData.get(request) ?? []
        return files.length > 0 && isReadOfUndefined(error) ? explainMissingData(error, files) : error
      },
    },
  }

  function reportUnused({ location, stack }: UnusedRedirect): void {
    const found = findDroppedCall(stack)
    // It may have been created for a later request, or in case that it is needed.
    if (!found) return
    const { file, line, droppedAt, isInComponent } = found
    const remedy = isInComponent
      ? 'It has no effect in a component, because the response has been chosen before it is rendered. Call it in loader or in a handler such as POST, and return its result there.'
      : 'Return it, and return what the function that returns it gives you.'
    const place = droppedAt === undefined ? '' : ` at ${droppedAt}`
    report(file, line, `redirect('${location}') was called, but its response was not used${place}. ${remedy}`)
  }
}

/** Reads the stack of a call of `redirect()`, without the frames of the framework. */
function readStack(): string {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = maxFrames
  const { stack = '' } = new Error('created here')
  Error.stackTraceLimit = stackTraceLimit
  const [title, ...frames] = stack.split('\n')
  return [title, ...frames.slice(frames.findIndex((frame) => !own.test(frame)))].join('\n')
}

const maxFrames = 30
// The frames of this file, and of the function that calls it.
const own = /\/(node\/dev-review|http\/redirect)\.[jt]s:/

const maxDepth = 3
const maxItems = 20

/** Finds a promise in data, and names the way to it, such as `data.notes`. */
function findPromise(value: unknown, path: string, depth = 0): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (isThenable(value)) return path
  if (depth === maxDepth) return undefined
  const isList = Array.isArray(value)
  if (!isList && Object.getPrototypeOf(value) !== Object.prototype) return undefined
  for (const [key, item] of Object.entries(value).slice(0, maxItems)) {
    const found = findPromise(item, isList ? `${path}[${key}]` : `${path}.${key}`, depth + 1)
    if (found !== undefined) return found
  }
  return undefined
}

function isReadOfUndefined(error: unknown): error is TypeError {
  return error instanceof TypeError && /\bundefined\b/.test(error.message)
}

/** Recognizes how Node refuses `fetch('/api/notes')`. */
function isRelativeFetch(error: unknown): error is TypeError {
  return error instanceof TypeError && /^Failed to parse URL from [/.]/.test(error.message)
}

function explainRelativeFetch(error: TypeError): Error {
  return explainError(
    error,
    `${error.message}. On the server, a relative address has no page to start from. Call the function that the route calls, or write fetch(new URL(…, ctx.url)).`,
  )
}

function explainMissingData(error: TypeError, files: readonly string[]): Error {
  return explainError(
    error,
    `${error.message}. The loader of ${files.join(' and of ')} returned nothing, so its data is undefined. Return an object there.`,
  )
}

function explainError(error: TypeError, message: string): Error {
  const explained = new Error(message, { cause: error })
  const [, ...frames] = (error.stack ?? '').split('\n    at ')
  explained.name = error.name
  explained.stack = [`${error.name}: ${explained.message}`, ...frames].join('\n    at ')
  return explained
}
