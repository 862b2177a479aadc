// Adds to an error of the site's code what is known of the mistake behind it, in development.
import { createExplainedError } from '../../http/explained-error.ts'
import { describeRead } from './explain-read.ts'

/**
 * Explains an error.
 *
 * @param withoutData The files whose loaders returned nothing for this request
 * @returns The error with an explanation, or other errors unchanged
 */
export function explainError(error: unknown, withoutData: readonly string[]): unknown {
  if (isRelativeFetch(error)) return explainRelativeFetch(error)
  const advice = error instanceof TypeError ? describeRead(error) : undefined
  if (advice !== undefined) return addExplanation(error as TypeError, advice)
  if (withoutData.length > 0 && isReadOfUndefined(error)) return explainMissingData(error, withoutData)
  return explainSessionMistake(error) ?? explainInvalidUrl(error) ?? error
}

function isReadOfUndefined(error: unknown): error is TypeError {
  return error instanceof TypeError && /\b(undefined|null)\b/.test(error.message)
}

/** Recognizes how Node refuses `fetch('/api/notes')`. */
function isRelativeFetch(error: unknown): error is TypeError {
  return error instanceof TypeError && /^Failed to parse URL from [/.]/.test(error.message)
}

function explainRelativeFetch(error: TypeError): Error {
  // Node refuses both in the same words.
  if (/\bat (Function|Response)\.redirect /.test(error.stack ?? '')) {
    return addExplanation(
      error,
      "Response.redirect() needs a whole URL. Write return redirect('/path') with redirect from vial.",
    )
  }
  return addExplanation(
    error,
    'Relative URLs have no base on the server. Call the function that the route calls, or write fetch(new URL(…, ctx.url)).',
  )
}

/** Explains `new URL('/path')`. */
function explainInvalidUrl(error: unknown): Error | undefined {
  const { code, input } = (error ?? {}) as { code?: unknown; input?: unknown }
  if (!(error instanceof TypeError) || code !== 'ERR_INVALID_URL' || !/^\.{0,2}\//.test(String(input)))
    return undefined
  return addExplanation(error, `"${String(input)}" is a path. Write new URL(path, ctx.url).`)
}

function explainMissingData(error: TypeError, files: readonly string[]): Error {
  return addExplanation(
    error,
    `The loader of ${files.join(' and of ')} returned nothing, so its data is ${/\bnull\b/.test(error.message) ? 'null' : 'undefined'}. Return an object there.`,
  )
}

/** Explains the habits of other session libraries. */
function explainSessionMistake(error: unknown): Error | undefined {
  if (!(error instanceof TypeError)) return undefined
  if (/^Cannot set property session of/.test(error.message)) {
    return addExplanation(error, 'Set properties of the session instead: ctx.session.user = …')
  }
  const [, method] =
    /\bsession\.(save|get|set|commit|has|delete|clear|pop)\b is not a function/.exec(error.message) ?? []
  if (method === undefined) return undefined
  return addExplanation(
    error,
    method === 'save' || method === 'commit'
      ? 'The session is saved at the end of the request. Remove the call.'
      : 'The session is a plain object: ctx.session.user = … sets a property, and delete ctx.session.user removes it.',
  )
}

function addExplanation(error: TypeError, text: string): Error {
  return createExplainedError(error, `${error.message.replace(/\.$/, '')}. ${text}`, error.name)
}
