// Looks for mistakes that only a request shows, in development: responses that are not returned, and promises as data.
import { AsyncLocalStorage } from 'node:async_hooks'
import { watchJson } from '../../http/json-text.ts'
import { onUse, watchResponses } from '../../http/response.ts'
import { isThenable } from '../../http/thenable.ts'
import { explainError } from './explain-error.ts'
import { findCaller, readStack } from './find-caller.ts'
import { describeForeignData } from './foreign-data.ts'
import { describeLost } from './lost-in-json.ts'
import { describeMissingProperty } from './missing-property.ts'
import type { Position, StackFrame } from '../log/stack-frame.ts'
import { suggestWord } from '../../routing/near-miss.ts'
import { returnedJsx } from '../../routing/returned-jsx.ts'
import { type ElementSource, findElement, reviewChildren } from '../../render/review-children.ts'
import { watchMissingProperties } from '../../request/context/create-context.ts'
import type { RequestReview, ReviewedPage } from '../../request/pipeline/manifest.ts'

/** What the dev server does with the findings. */
export interface ReviewHost {
  /**
   * Prints a mistake, once.
   *
   * @param file Its path below the project, or an absolute path
   * @param position `undefined` if it is not known
   */
  report(file: string, position: Position | undefined, message: string): void
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
  /** Sees that a browser asked for a page and got a 404. */
  reviewMissing(url: string): void
  /** Looks at the HTML of a page. */
  reviewPage(page: PageReview): void
}

/** A page that was rendered, and what its links may be compared with. */
export interface PageReview extends ReviewedPage {
  /** Asks the site, as a program would, whether it answers a URL with anything but 404. */
  isAnswered(url: string): Promise<boolean>
}

interface DroppedCall extends StackFrame {
  /** The line that ignores the result, such as `routes/index.tsx:3:5`, if it is another one. */
  readonly droppedAt: string | undefined
  readonly isInComponent: boolean
}

export interface DevReview {
  readonly review: RequestReview
  /** Answers a request; reports the responses that it created and that the source ignores. */
  watch(answer: () => Response | Promise<Response>): Promise<Response>
}

interface UnusedResponse {
  /** Such as `redirect('/login')` */
  readonly call: string
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
  const requests = new AsyncLocalStorage<Set<UnusedResponse>>()
  const withoutData = new WeakMap<Request, readonly string[]>()
  watchResponses((response, helper, target) => {
    const unused = requests.getStore()
    if (!unused) return
    const created = {
      call: `${helper}(${target === undefined ? '' : `'${target}'`})`,
      stack: readStack(),
    }
    unused.add(created)
    onUse(response, () => unused.delete(created))
  })
  watchMissingProperties((name, known) => {
    const caller = askedOfAnything.has(name) ? undefined : findCaller(readStack())
    if (caller) report(caller.file, caller, describeMissingProperty(name, known))
  })
  watchJson((value, where) => {
    // What a handler returns, and what an event stream sends, is written by this framework, so it has no caller.
    const message = describeLost(value, `the value of ${where}`)
    const caller = message === undefined ? undefined : findCaller(readStack())
    if (caller) report(caller.file, caller, message!)
  })
  reviewChildren((message, source) => report(source.fileName, toPosition(source), message))

  return {
    async watch(answer) {
      const unused = new Set<UnusedResponse>()
      const response = await requests.run(unused, answer)
      // A handler may create a response in advance, and then refuse the form instead.
      if (response.status < 300 || response.status >= 500) for (const created of unused) reportUnused(created)
      return response
    },
    review: {
      data(request, levels, data) {
        const empty: string[] = []
        for (const [index, { file, loader }] of levels.entries()) {
          const name = `routes/${file.path}`
          if (loader && (data[index] ?? undefined) === undefined) empty.push(name)
          const foreign = describeForeignData(data[index])
          if (foreign) report(name, undefined, foreign)
          const path = findPromise(data[index], 'data')
          if (path === undefined) continue
          reportData(name, path, `${path} is a promise. Write await before the call in loader.`)
        }
        withoutData.set(request, empty)
      },
      page: (page) => reviewPage({ ...page, isAnswered }),
      result(file, value) {
        const element = findElement(value)
        if (element) return report(element.fileName ?? file, toPosition(element), returnedJsx)
        const lost = describeLost(value, 'the result')
        if (lost !== undefined) report(file, undefined, lost)
      },
      event(file, data) {
        const lost = describeLost(data, 'the data of an event')
        if (lost !== undefined) report(file, undefined, lost)
      },
      unknownAction(file, name, known) {
        const advice = suggestWord(name, known, `Its actions are ${known.join(', ')}.`)
        report(
          file,
          undefined,
          `a form called the action "${name}", which this page does not have. ${advice}`,
        )
      },
      droppedFailure(file) {
        report(
          file,
          undefined,
          'the result of ctx.fail() was not returned, so the page does not show the errors. Write return ctx.fail(…).',
        )
      },
      explain: (request, error) => explainError(error, withoutData.get(request) ?? []),
    },
  }

  function reportUnused({ call, stack }: UnusedResponse): void {
    const found = findDroppedCall(stack)
    // It may have been created for a later request, or in case that it is needed.
    if (!found) return
    const { file, droppedAt, isInComponent } = found
    const remedy = isInComponent
      ? 'It has no effect in a component, because the response has been chosen before it is rendered. Call it in loader or in a handler such as POST, and return its result there.'
      : 'Return it, and return what the function that returns it gives you.'
    const place = droppedAt === undefined ? '' : ` at ${droppedAt}`
    report(file, found, `${call} was called, but its response was not used${place}. ${remedy}`)
  }
}

function toPosition({ lineNumber, columnNumber }: Partial<ElementSource>): Position | undefined {
  if (lineNumber === undefined || columnNumber === undefined) return undefined
  return { line: lineNumber, column: columnNumber }
}

// The language and libraries read these from any object, to see what it is.
const askedOfAnything = new Set([
  'then',
  'toJSON',
  'nodeType',
  'tagName',
  'asymmetricMatch',
  '$$typeof',
  'length',
])

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
