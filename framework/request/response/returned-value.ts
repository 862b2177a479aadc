// Turns what an endpoint or a page's handler returns into an answer.
import { HttpError } from '../../http/http-error.ts'
import type { FieldErrors } from '../context/form.ts'
import type { Context } from '../context/context.ts'
import type { Draft } from './response-parts.ts'
import type { Exchange } from '../context/request-state.ts'

/**
 * Makes the answer of an endpoint: objects and arrays become JSON, strings text, `undefined` 204.
 *
 * @throws HttpError with field errors after `ctx.fail`; Error for a value that cannot be sent
 */
export function toAnswer(value: unknown, ctx: Context, exchange: Exchange): Draft | Response {
  if (value instanceof Response) return value
  if (exchange.failure) throw toFailure(exchange.failure)
  if (value === undefined) return { status: ctx.status === 200 ? 204 : ctx.status, headers: [], body: null }
  if (typeof value === 'string') return { status: ctx.status, headers: textHeaders, body: value }
  const body = JSON.stringify(value)
  if (body === undefined) {
    throw new Error(
      `${exchange.file}: a ${typeof value} cannot be sent. Return an object, text or a Response.`,
    )
  }
  return { status: ctx.status, headers: jsonHeaders, body }
}

const textHeaders: Draft['headers'] = [['content-type', 'text/plain; charset=utf-8']]
const jsonHeaders: Draft['headers'] = [['content-type', 'application/json']]

function toFailure({ status, form }: NonNullable<Exchange['failure']>): HttpError {
  const errors = (form as { errors?: FieldErrors } | undefined)?.errors
  const message = typeof form === 'string' ? form : 'The data was not accepted.'
  return new HttpError(status, message, errors ? { errors } : {})
}
