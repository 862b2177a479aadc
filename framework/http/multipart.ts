// Parses the headers of multipart/form-data: the boundary, and the names of the parts (RFC 7578).
import { HttpError } from './http-error.ts'

/**
 * Finds the boundary between the parts.
 *
 * @param contentType The request's header
 * @throws HttpError 415 for another type, 400 for a boundary that is missing or longer than 70 characters (RFC 2046, section 5.1.1)
 */
export function parseBoundary(contentType: string | null): string {
  const [type, ...parameters] = (contentType ?? '').split(';')
  if (type!.trim().toLowerCase() !== 'multipart/form-data') {
    throw new HttpError(415, 'Send a form of the type multipart/form-data.')
  }
  for (const parameter of parameters) {
    const match = /^\s*boundary=(?:"([^"]*)"|([^\s"]*))\s*$/i.exec(parameter)
    const boundary = match?.[1] ?? match?.[2]
    if (boundary !== undefined && /^[\w'()+,\-./:=? ]{0,69}[\w'()+,\-./:=?]$/.test(boundary)) return boundary
  }
  throw new HttpError(400, 'The form is malformed.')
}

/** Tells whether the body is a form that may contain files. */
export function isMultipart(headers: Pick<Headers, 'get'>): boolean {
  return /^\s*multipart\/form-data\s*(;|$)/i.test(headers.get('content-type') ?? '')
}

export interface PartName {
  readonly name: string
  /** As it was sent; `undefined` for a field. */
  readonly filename: string | undefined
}

/**
 * Parses the `Content-Disposition` of a part.
 *
 * @param value In UTF-8
 * @returns `undefined` when it names no field
 */
export function parsePartName(value: string): PartName | undefined {
  if (!/^\s*form-data\s*;/i.test(value)) return undefined
  const found = new Map<string, string>()
  // Sticky, and each step takes at least one character: linear time for any input.
  const parameter = /;\s*([\w*-]{1,20})=(?:"((?:[^"\\]|\\[\s\S])*)"|([^;\s"]*))\s*/gy
  parameter.lastIndex = value.indexOf(';')
  for (let match = parameter.exec(value); match; match = parameter.exec(value)) {
    const [, key, quoted, plain] = match
    found.set(key!.toLowerCase(), quoted === undefined ? plain! : decodeEscapes(quoted))
  }
  const name = found.get('name')
  if (name === undefined) return undefined
  return { name, filename: found.get('filename') ?? decodeExtended(found.get('filename*')) }
}

/** Browsers percent-encode three characters; other clients escape two with a backslash. */
function decodeEscapes(text: string): string {
  return text.replace(/%0d|%0a|%22|\\["\\]/gi, (found) => escapes[found.toLowerCase()]!)
}

const escapes: Readonly<Record<string, string>> = {
  '%0d': '\r',
  '%0a': '\n',
  '%22': '"',
  '\\"': '"',
  '\\\\': '\\',
}

/** RFC 7578 forbids `filename*`, but some clients send it. */
function decodeExtended(value: string | undefined): string | undefined {
  if (value === undefined) return undefined
  const encoded = value.slice(value.lastIndexOf("'") + 1)
  try {
    return decodeURIComponent(encoded)
  } catch {
    // A name that does not decode is no reason to reject the file.
    return encoded
  }
}
