// Turns the return value of a handler into a response.
import { HttpError } from '../../http/http-error.ts'
import { shareHeaders } from '../../http/header-line.ts'
import type { Answer, HeaderPairs } from '../../http/response.ts'
import { toJsonText } from '../../http/json-text.ts'
import { describeType } from '../../http/value-type.ts'
import type { FieldErrors } from '../context/form.ts'
import type { Reply } from '../context/reply.ts'
import type { RequestState } from '../context/request-state.ts'

/**
 * Creates the response of an endpoint: objects and arrays become JSON, strings become text, `undefined` becomes 204.
 *
 * @throws HttpError with field errors after `ctx.fail`; Error for a value that cannot be sent
 */
export function toAnswer({ plan, reply, site }: RequestState, value: unknown): Answer {
  if (value instanceof Response) return value
  if (reply.failure) throw toHttpError(reply.failure)
  const { status } = reply
  if (value === undefined) {
    return { kind: 'data', status: status === 200 ? 204 : status, headers: [], body: null }
  }
  if (typeof value === 'string') return { kind: 'data', status, headers: textHeaders, body: value }
  const body = toJsonText(value, plan.where)
  if (body === undefined) {
    throw new Error(
      `${plan.where}: ${describeType(value)} cannot be sent. Return an object, text or a Response.`,
    )
  }
  site.manifest.review?.result(plan.where!, value)
  return { kind: 'data', status, headers: jsonHeaders, body }
}

const textHeaders: HeaderPairs = shareHeaders([['content-type', 'text/plain; charset=utf-8']])
const jsonHeaders: HeaderPairs = shareHeaders([['content-type', 'application/json']])

function toHttpError({ status, form }: NonNullable<Reply['failure']>): HttpError {
  const errors = (form as { errors?: FieldErrors } | undefined)?.errors
  const message = typeof form === 'string' ? form : 'The data was not accepted.'
  return new HttpError(status, message, errors ? { errors } : {})
}
