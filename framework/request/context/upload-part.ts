// Declares a part of an upload, a file or a field, and the limits for parts.
import { formatSize } from '../../http/body-limit.ts'
import { HttpError } from '../../http/http-error.ts'

/** The options of `ctx.uploads()` with defaults applied; sizes are in bytes. */
export interface UploadLimits {
  readonly maxFiles: number
  readonly maxFileSize: number
  readonly maxFields: number
  readonly maxFieldSize: number
  readonly maxTotal: number
}

/** A file or a field of a form that is being uploaded. It can be read once, before the loop continues. */
export interface UploadPart {
  /** The name of the field. */
  readonly name: string
  /** The name of the visitor's file, safe to show and never a path; `undefined` for an ordinary field. */
  readonly filename: string | undefined
  /** The media type that the browser sent. Do not trust it: inspect the content instead. */
  readonly type: string
  /** Streams the content as it arrives. */
  stream(): ReadableStream<Uint8Array>
  /** Reads the whole content into memory as UTF-8 text. */
  text(): Promise<string>
  /** Reads the whole content into memory. */
  bytes(): Promise<Uint8Array<ArrayBuffer>>
  /**
   * Writes the content to a file, which replaces an existing one once it is complete. A failed upload leaves nothing behind.
   *
   * @param path Choose it yourself, for example with `crypto.randomUUID()`. Never use a name from a visitor
   * @returns The size in bytes
   * @throws HttpError 413 or 400 as the loop does; Error if the folder is missing
   */
  saveTo(path: string): Promise<{ size: number }>
}

/** Parses a multipart body; throws `HttpError` 413 if it exceeds a limit, 400 if it is malformed or ends early. */
export type ReadUploads = (
  body: ReadableStream<Uint8Array>,
  boundary: string,
  limits: UploadLimits,
) => AsyncGenerator<UploadPart, void>

/** Creates the error for a request that is too large as a whole. */
export function totalTooLarge(limit: number): HttpError {
  return new HttpError(413, `The upload is too large. The limit is ${formatSize(limit)}.`)
}
