// Implements ctx.uploads(): reads the parts of a form one by one as they arrive.
import { assertOptions } from '../../http/assert-options.ts'
import { parseSize, assertNoContentEncoding } from '../../http/body-limit.ts'
import { HttpError } from '../../http/http-error.ts'
import { parseBoundary } from '../../http/multipart.ts'
import { assertFirstReading } from './request-body.ts'
import type { RequestState } from './request-state.ts'
import { type UploadLimits, type UploadPart, totalTooLarge } from './upload-part.ts'

/** The limits of an upload. Sizes are in bytes, or text such as `'10mb'`. */
export interface UploadOptions {
  /** The maximum number of files (default: 10). */
  maxFiles?: number
  /** The maximum size of a file (default: 10 MB). */
  maxFileSize?: number | string
  /** The maximum number of ordinary fields (default: 100). */
  maxFields?: number
  /** The maximum size of a field (default: 64 kB). */
  maxFieldSize?: number | string
  /** The maximum size of the whole request (default: `maxFiles` files of the maximum size, plus 1 MB). */
  maxTotal?: number | string
}

const optionNames = {
  maxFiles: true,
  maxFileSize: true,
  maxFields: true,
  maxFieldSize: true,
  maxTotal: true,
} satisfies Record<keyof UploadOptions, true>

/**
 * Reads a form part by part. Reading starts when the loop requests the first part.
 *
 * @throws Error if the body was already read
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
    // A browser sends an empty filename for an input in which no file was chosen.
    if (part.filename !== '') yield part
  }
}

function toLimits(options: UploadOptions): UploadLimits {
  assertOptions('ctx.uploads()', options, optionNames)
  const size = (name: 'maxFileSize' | 'maxFieldSize' | 'maxTotal', preset: number): number =>
    parseSize(options[name] ?? preset, `ctx.uploads(): ${name}`)
  const count = (name: 'maxFiles' | 'maxFields', preset: number): number => {
    const value = options[name] ?? preset
    if (Number.isSafeInteger(value) && value >= 0) return value
    throw new Error(`ctx.uploads(): ${name} is ${String(value)}. Use a whole number.`)
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
