// ctx.uploads(): gives the parts of a form one by one, while they arrive.
import { parseSize, assertNoContentEncoding } from '../../http/body-limit.ts'
import { HttpError } from '../../http/http-error.ts'
import { parseBoundary } from '../../http/multipart.ts'
import { assertFirstReading } from './request-body.ts'
import type { RequestState } from './request-state.ts'
import { type UploadLimits, type UploadPart, totalTooLarge } from './upload-part.ts'

/** Sizes are bytes, or text such as `'10mb'`. */
export interface UploadOptions {
  /** How many files (default: 10). */
  maxFiles?: number
  /** The largest file (default: 10 MB). */
  maxFileSize?: number | string
  /** How many fields that are no files (default: 100). */
  maxFields?: number
  /** The largest field (default: 64 kB). */
  maxFieldSize?: number | string
  /** The whole request (default: as many of the largest files as there may be, and 1 MB for the rest). */
  maxTotal?: number | string
}

/**
 * Reads a form part by part. Nothing is read before the first part is asked for.
 *
 * @throws Error when the form was already read
 */
export function openUploads(
  state: RequestState,
  options: UploadOptions = {},
): AsyncGenerator<UploadPart, void> {
  const limits = toLimits(options)
  assertFirstReading(state, 'ctx.uploads()')
  state.body.hasUploads = true
  return readParts(state, limits)
}

async function* readParts(state: RequestState, limits: UploadLimits): AsyncGenerator<UploadPart, void> {
  const { request: received } = state.incoming
  const { manifest } = state.site
  const { bodyLimit } = state.plan.settings
  assertNoContentEncoding(received.headers)
  const boundary = parseBoundary(received.headers.get('content-type'))
  const maxTotal = Math.min(limits.maxTotal, bodyLimit ?? Number.POSITIVE_INFINITY)
  if (Number(received.headers.get('content-length')) > maxTotal) throw totalTooLarge(maxTotal)
  if (!manifest.readUploads) throw new Error('ctx.uploads(): this server cannot read uploads.')
  if (!received.body) throw new HttpError(400, 'The form is malformed.')
  for await (const part of manifest.readUploads(received.body, boundary, { ...limits, maxTotal })) {
    // What a browser sends for an input in which no file was chosen.
    if (part.filename !== '') yield part
  }
}

function toLimits(options: UploadOptions): UploadLimits {
  const size = (name: 'maxFileSize' | 'maxFieldSize' | 'maxTotal', preset: number): number =>
    parseSize(options[name] ?? preset, `ctx.uploads(): ${name}`)
  const count = (name: 'maxFiles' | 'maxFields', preset: number): number => {
    const value = options[name] ?? preset
    if (Number.isSafeInteger(value) && value >= 0) return value
    throw new Error(`ctx.uploads(): ${name} is ${String(value)}. Write a whole number.`)
  }
  const maxFiles = count('maxFiles', 10)
  const maxFileSize = size('maxFileSize', 10 * 1024 ** 2)
  return {
    maxFiles,
    maxFileSize,
    maxFields: count('maxFields', 100),
    maxFieldSize: size('maxFieldSize', 64 * 1024),
    maxTotal: size('maxTotal', Math.min(maxFiles * maxFileSize + 1024 ** 2, Number.MAX_SAFE_INTEGER)),
  }
}
