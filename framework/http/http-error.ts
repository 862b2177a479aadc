// HttpError: an error whose message visitors may read. It is the only class of the framework.
import { assertText } from './assert-text.ts'
import { reasonPhrase } from './reason.ts'

export interface HttpErrorOptions {
  /** What went wrong inside; logged, never shown. */
  cause?: unknown
  /** Headers of the response, such as `Retry-After`. */
  headers?: Readonly<Record<string, string>> | undefined
  /** What is wrong with each field of a form. */
  errors?: Readonly<Record<string, string[]>> | undefined
}

/**
 * Answers a request with an error status and a message for the visitor.
 *
 * Visitors see the message. Put a caught error into `cause`, and never copy its message into this one.
 */
export class HttpError extends Error {
  override readonly name: string = 'HttpError'
  /** Identifies the class across two copies of this module, where `instanceof` fails. */
  readonly 'vial:http-error': true = true
  readonly status: number
  readonly headers: Readonly<Record<string, string>> | undefined
  readonly errors: Readonly<Record<string, string[]>> | undefined

  /**
   * @param status 400 to 599
   * @param message A sentence for the visitor (default: the name of the status)
   * @throws RangeError for a status that is not an error
   */
  constructor(status: number, message?: string, options?: HttpErrorOptions) {
    if (!Number.isInteger(status) || status < 400 || status > 599) {
      throw new RangeError(
        `HttpError: ${String(status)} is not an error status. Use a whole number from 400 to 599.`,
      )
    }
    if (message !== undefined && message !== null) {
      assertText(
        'HttpError: the message',
        message,
        'Write a sentence for visitors, and pass an error as { cause }.',
      )
    }

    // `cause` must stay absent when there is none: loggers print the property if it exists at all.
    super(
      message ?? reasonPhrase(status),
      options && 'cause' in options ? { cause: options.cause } : undefined,
    )
    this.status = status
    this.headers = options?.headers
    this.errors = options?.errors
  }
}

/** Tells whether a value is an `HttpError`, from this or another copy of the framework. */
export function isHttpError(value: unknown): value is HttpError {
  return (
    typeof value === 'object' && value !== null && (value as Partial<HttpError>)['vial:http-error'] === true
  )
}

/**
 * Throws a 404 error: `(await notes.find(id)) ?? notFound()`.
 *
 * @param message A sentence for the visitor (default: Not Found)
 * @throws HttpError 404, always
 */
export function notFound(message?: string): never {
  throw new HttpError(404, message)
}
