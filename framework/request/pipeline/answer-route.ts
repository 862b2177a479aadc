// Answers a request with the handler or the page of its route: 404 without a route, 405 for other methods.
import type { StandardSchemaV1 } from '@standard-schema/spec'
import { HttpError, isHttpError } from '../../http/http-error.ts'
import type { Answer } from '../../http/response.ts'
import { isThenable } from '../../http/thenable.ts'
import { convertFields } from '../context/form-fields.ts'
import { reportFormMistakes } from '../context/form-mistakes.ts'
import { toFieldErrors, toFields } from '../context/form.ts'
import type { RequestState } from '../context/request-state.ts'
import { renderPage } from '../page/page.ts'
import { toAnswer } from '../response/returned-value.ts'
import { findPageAction, toActionForm, withoutActionNames } from '../route/page-actions.ts'
import type { Handler, RouteModule } from '../route/route-module.ts'
import { acceptSocket, requireUpgrade } from '../route/socket-route.ts'
import { assertMethod, assertSlash } from './request-checks.ts'

/**
 * Runs the handler for the request's method, or the loaders and components of a page.
 *
 * @throws HttpError 404 without a route or action, 405 for another method, 400 for an invalid query, 426 or 501
 *   if it has only a socket
 */
export function answerRoute(state: RequestState): Answer | Promise<Answer> {
  const { ctx, incoming, plan } = state
  assertSlash(state)
  assertMethod(state)
  if (incoming.method === 'OPTIONS') {
    return { kind: 'data', status: 204, headers: [['allow', plan.allow]], body: null }
  }
  const { search } = plan.module
  if (!search) return runHandlerOrPage(state)
  const query = plan.module.actions ? withoutActionNames(ctx.query) : ctx.query
  return validateSearch(state, search, query).then((value) => {
    Object.assign(ctx, { search: value })
    return runHandlerOrPage(state)
  })
}

function runHandlerOrPage(state: RequestState): Answer | Promise<Answer> {
  const { ctx, incoming, plan, reply, site, steps } = state
  const { page, module } = plan
  if (incoming.isUpgrade) {
    return acceptSocket(state).then((answer) =>
      reply.failure && !(answer instanceof Response) ? toAnswer(state, undefined) : answer,
    )
  }
  const action = page && module.actions && incoming.method === 'POST' ? findPageAction(state) : undefined
  const handler = action?.run ?? findHandler(module, incoming.method)
  if (!handler) return page ? renderPage(state, page) : requireUpgrade(state)
  const value = steps ? steps.run('handler', () => handler(ctx)) : handler(ctx)
  return isThenable(value) ? Promise.resolve(value).then(toResult) : toResult(value)

  function toResult(result: unknown): Answer | Promise<Answer> {
    if (isHttpError(result)) throw result
    if (reply.failure && isDropped(reply.failure.form, result))
      site.manifest.review?.droppedFailure(plan.where!)
    if (!page || result instanceof Response) return toAnswer(state, result)
    const name = action?.name
    return renderPage(state, page, {
      form: name === undefined ? result : toActionForm(plan.where, name, result),
    })
  }
}

/** Tells whether what `ctx.fail()` returned is lost; a handler may add to it. */
function isDropped(form: unknown, result: unknown): boolean {
  return result instanceof Response || (result === undefined && form !== undefined)
}

/** Finds the handler of a method; pages have none for GET and HEAD. */
function findHandler(module: RouteModule, method: string): Handler | undefined {
  return module[(method === 'HEAD' ? 'GET' : method) as 'GET']
}

async function validateSearch(
  state: RequestState,
  schema: StandardSchemaV1,
  query: Iterable<[string, string]>,
): Promise<unknown> {
  const fields = toFields(query)
  const result = await schema['~standard'].validate(convertFields(fields, schema, undefined, 'query'))
  if (!result.issues) return result.value
  await reportFormMistakes(state, {
    source: 'query',
    schema,
    options: undefined,
    fields,
    issues: result.issues,
  })
  throw new HttpError(400, 'The query of this address is not valid.', {
    errors: toFieldErrors(result.issues),
  })
}
