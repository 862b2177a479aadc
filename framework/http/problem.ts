// Problem documents: errors as JSON (RFC 9457).
import { reasonPhrase } from './reason.ts'

export interface Problem {
  /** A URI that names the kind of problem; `about:blank` when the status says it all. */
  readonly type: string
  /** The name of the status. */
  readonly title: string
  readonly status: number
  /** A sentence for the visitor. */
  readonly detail: string
  /** The path that was requested. */
  readonly instance: string
  readonly requestId: string
  /** What is wrong with each field. */
  readonly errors?: Readonly<Record<string, string[]>>
}

export interface ProblemOptions {
  /** A sentence for the visitor (default: the name of the status). */
  detail?: string | undefined
  instance: string
  requestId: string
  errors?: Readonly<Record<string, string[]>> | undefined
}

/** Creates the problem document of an error status, of type `about:blank` (RFC 9457, section 4.2.1). */
export function createProblem(status: number, options: ProblemOptions): Problem {
  const title = reasonPhrase(status)
  const { detail = title, instance, requestId, errors } = options
  const problem: Problem = { type: 'about:blank', title, status, detail, instance, requestId }
  return errors ? { ...problem, errors } : problem
}
