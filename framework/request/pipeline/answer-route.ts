// Answers a matched route: its handler, its page, or both.
import type { StandardSchemaV1 } from '@standard-schema/spec'
import { HttpError } from '../../http/http-error.ts'
import { toAnswer } from '../response/returned-value.ts'
import type { Context } from '../context/context.ts'
import type { Draft } from '../response/response-parts.ts'
import { reportLate } from '../page/error-page.ts'
import type { Exchange } from '../context/request-state.ts'
import { toFieldErrors, toFields } from '../context/form.ts'
import { renderPage } from '../page/page.ts'
import type { Handler, RouteModule } from '../route/route-module.ts'
import type { RoutePlan } from '../route/route-plan.ts'
import type { RunningSite } from './running-site.ts'
import { acceptSocket, refuseWithoutUpgrade } from '../route/socket-route.ts'
import { isThenable } from '../../http/thenable.ts'

type Answer = Draft | Response

/** Runs the handler of the request's method, or the loaders and components of a page. */
export function answerRoute(
  site: RunningSite,
  ctx: Context,
  exchange: Exchange,
  plan: RoutePlan,
): Answer | Promise<Answer> {
  const { search } = plan.module
  if (!search) return dispatch(site, ctx, exchange, plan)
  return checkSearch(search, ctx).then((value) => {
    Object.assign(ctx, { search: value })
    return dispatch(site, ctx, exchange, plan)
  })
}

function dispatch(
  site: RunningSite,
  ctx: Context,
  exchange: Exchange,
  plan: RoutePlan,
): Answer | Promise<Answer> {
  const { page, module } = plan
  if (exchange.upgrade) return acceptSocket(ctx, exchange, module.socket!)
  // Made for pages that are sent in parts only: the others are what a server mostly does.
  const onLate =
    page?.streamDeadline === undefined
      ? undefined
      : (error: unknown) => reportLate(site.errorPages, ctx, exchange, error, page)
  const handler = findHandler(module, exchange.request.method)
  if (!handler && !page) refuseWithoutUpgrade()
  if (!handler) return renderPage(page!, ctx, site.pageFiles, {}, onLate)
  const value = handler(ctx)
  return isThenable(value) ? Promise.resolve(value).then(toResult) : toResult(value)

  function toResult(result: unknown): Answer | Promise<Answer> {
    if (!page || result instanceof Response) return toAnswer(result, ctx, exchange)
    return renderPage(page, ctx, site.pageFiles, { form: result }, onLate)
  }
}

function findHandler(module: RouteModule, method: string): Handler | undefined {
  if (method !== 'GET' && method !== 'HEAD') return module[method as 'POST']
  return module.default ? undefined : module.GET
}

async function checkSearch(schema: StandardSchemaV1, ctx: Context): Promise<unknown> {
  const result = await schema['~standard'].validate(toFields(ctx.query))
  if (!result.issues) return result.value
  throw new HttpError(400, 'The query of this address is not valid.', {
    errors: toFieldErrors(result.issues),
  })
}
