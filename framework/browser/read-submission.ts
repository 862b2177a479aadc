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
  // Reads attributes, because a field called "action" shadows the property of the form.
  const read = (name: string): string | null | undefined =>
    submitter?.getAttribute(`form${name}`) ?? form.getAttribute(name)
  const url = new URL(read('action') ?? '', document.baseURI)
  const method = `${read('method')}`.toLowerCase()
  const type = `${read('enctype')}`.toLowerCase()
  if ([form, submitter].some((element) => element && isForBrowser(element))) return undefined
  if (method === 'dialog' || type === 'text/plain' || !isInside(url, base)) return undefined
  const data = new FormData(form, submitter)
  const body = new URLSearchParams()
  for (const [name, value] of data) body.append(toLines(name), toLines((value as File).name ?? value))
  if (method === 'post') return { url, init: { method, body: type === 'multipart/form-data' ? data : body } }
  url.search = `${body}`
  return { url, init: undefined }
}

/** Sends the data of a form to another site, which only the browser itself can do. */
export function sendForm(url: string, body: FormData | URLSearchParams): void {
  const form = document.createElement('form')
  form.method = 'post'
  form.action = url
  if (body instanceof FormData) form.enctype = 'multipart/form-data'
  form.onformdata = ({ formData }) => {
    for (const [name, value] of body) formData.append(name, value as string)
  }
  document.body.append(form)
  form.submit()
}

/** Normalizes line breaks as form submission does. `URLSearchParams` does not. */
function toLines(text: string): string {
  return text.replace(/\r\n?|\n/g, '\r\n')
}
