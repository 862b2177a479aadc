// A file or a field of a form on its way, and how many and how large they may be.
import { formatSize } from '../../http/body-limit.ts'
import { HttpError } from '../../http/http-error.ts'

/** The options of `ctx.uploads()` in bytes, all of them. */
export interface UploadLimits {
  readonly maxFiles: number
  readonly maxFileSize: number
  readonly maxFields: number
  readonly maxFieldSize: number
  readonly maxTotal: number
}

/** A file or a field of a form on its way. It can be read once, before the loop goes on. */
export interface UploadPart {
  /** The name of the field. */
  readonly name: string
  /** What the visitor's file is called, fit to be shown and never a path; `undefined` for a field that is no file. */
  readonly filename: string | undefined
  /** The media type that the browser gave; look into the file before you believe it. */
  readonly type: string
  /** Gives the content as it arrives. */
  stream(): ReadableStream<Uint8Array>
  /** Reads all of it as UTF-8 into memory. */
  text(): Promise<string>
  /** Reads all of it into memory. */
  bytes(): Promise<Uint8Array<ArrayBuffer>>
  /**
   * Writes it to the disk. The file appears when it is complete, in place of one that was there; of a failed upload nothing stays.
   *
   * @param path Make it yourself, for example with `crypto.randomUUID()`: what a visitor wrote is no path
   * @returns Its size in bytes
   * @throws HttpError 413 or 400 as the loop does; Error when the folder is missing
   */
  saveTo(path: string): Promise<{ size: number }>
}

/** Parses a body; fails with `HttpError` 413 when a limit is passed, and 400 when the body is malformed or ends early. */
export type ReadUploads = (
  body: ReadableStream<Uint8Array>,
  boundary: string,
  limits: UploadLimits,
) => AsyncGenerator<UploadPart, void>

/** Says that the request as a whole is too large. */
export function totalTooLarge(limit: number): HttpError {
  return new HttpError(413, `This is too much at once. ${formatSize(limit)} are allowed.`)
}
