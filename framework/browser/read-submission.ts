// Reads the request that a browser would send for a form.
import { isForBrowser, isInside } from './find-link.ts'

export interface Submission {
  readonly url: URL
  /** `undefined` for GET. */
  readonly init: RequestInit | undefined
}

/** Reads a form that is being submitted. Returns `undefined` if only the browser can send it. */
export function readSubmission(event: SubmitEvent, base: string): Submission | undefined {
  const form = event.target as HTMLFormElement
  const submitter = event.submitter
  const url = new URL(readFormAttribute(event, 'action') ?? '', document.baseURI)
  const method = `${readFormAttribute(event, 'method')}`.toLowerCase()
  const type = `${readFormAttribute(event, 'enctype')}`.toLowerCase()
  if ([form, submitter].some((element) => element && isForBrowser(element))) return undefined
  if (method === 'dialog' || type === 'text/plain' || !isInside(url, base)) return undefined
  const data = new FormData(form, submitter)
  const body = new URLSearchParams()
  for (const [name, value] of data) body.append(toLines(name), toLines((value as File).name ?? value))
  if (method === 'post') return { url, init: { method, body: type === 'multipart/form-data' ? data : body } }
  url.search = `${body}`
  return { url, init: undefined }
}

/**
 * Reads an attribute of a form, which that of its button overrides.
 *
 * Not the property, because a field called "action" shadows the property of the form.
 */
export function readFormAttribute(
  { target, submitter }: SubmitEvent,
  name: 'action' | 'method' | 'enctype',
): string | null {
  return submitter?.getAttribute(`form${name}`) ?? (target as Element).getAttribute(name)
}

/** Normalizes line breaks as form submission does. `URLSearchParams` does not. */
function toLines(text: string): string {
  return text.replace(/\r\n?|\n/g, '\r\n')
}
