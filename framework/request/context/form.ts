// Implements ctx.form() and ctx.json(): reads a body once and validates it with a Standard Schema.
import { isSchema } from '../../routing/export-rules.ts'
import type { StandardSchemaV1 } from '@standard-schema/spec'
import { assertNoContentEncoding } from '../../http/body-limit.ts'
import { hasTooManyFields } from '../../http/field-count.ts'
import { HttpError, isHttpError } from '../../http/http-error.ts'
import { parseBoundary } from '../../http/multipart.ts'
import { type FormOptions, convertFields } from './form-fields.ts'
import type { ReviewedForm } from './form-review.ts'
import type { ReadUploads, UploadLimits } from './upload-part.ts'
import { validateFields } from './validate-fields.ts'

export type FormValue = FormDataEntryValue | FormDataEntryValue[]
/** The fields of a form without a schema: a text or a file for each name, or a list of them. */
export type FormFields = Record<string, FormValue>
/** The messages for each field; those under `''` are about the whole form. */
export type FieldErrors = Record<string, string[]>

/** What `ctx.form()` returns for input that the schema refuses. Pass it to `ctx.fail()`. */
export interface FormFailure {
  ok: false
  /** What was sent, to fill the fields again: the first text for each name, without files. */
  values: Record<string, string>
  /** All texts for each name that was sent several times; `undefined` if there is no such name. */
  lists?: Record<string, string[]>
  errors: FieldErrors
}

/** What `ctx.form(schema)` returns: the validated data, or the errors of each field. */
export type FormResult<Output> =
  | {
      ok: true
      data: Output
      values: Record<string, string>
      lists?: Record<string, string[]>
      errors?: undefined
    }
  | FormFailure

/** How a form is read, in addition to its schema. */
export interface FormReading {
  /** Parses multipart bodies (default: the platform does). */
  readonly readUploads?: ReadUploads | undefined
  readonly options?: FormOptions | undefined
  /** The largest number of fields (default: 1000). */
  readonly maxFields?: number
  /** Learns of a form that the schema has checked, before the result is returned. */
  readonly onReview?: ((form: ReviewedForm) => Promise<void>) | undefined
}

/**
 * Reads a form.
 *
 * A name that occurs once becomes a string (or a File), a name that occurs several times becomes an array.
 *
 * Fields that the schema's JSON Schema or the options name become numbers, booleans, dates or lists.
 *
 * @throws HttpError 415, 400 or 413; TypeError for what is not a schema
 */
export async function readForm(
  request: Request,
  schema?: StandardSchemaV1,
  { readUploads, maxFields = 1000, options, onReview }: FormReading = {},
): Promise<FormResult<unknown>> {
  assertSchema(schema, 'ctx.form()', 'Pass one of zod, valibot or arktype, such as z.object({ … }).')
  const entries = await readEntriesOnce(request, readUploads, maxFields)
  const fields = toFields(entries)
  const data = convertFields(fields, schema, options, 'form')
  const sent = toSent(entries)
  if (!schema) return { ok: true, data, ...sent }
  const result = await validateFields(schema, data)
  await onReview?.({ source: 'form', schema, options, fields, issues: result.issues ?? [] })
  if (!result.issues) return { ok: true, data: result.value, ...sent }
  return { ok: false, ...sent, errors: toFieldErrors(result.issues) }
}

/**
 * Reads a JSON body.
 *
 * @throws HttpError 415, 400, 413, or 422 with `errors`; TypeError for what is not a schema
 */
export async function readJson(request: Request, schema?: StandardSchemaV1): Promise<unknown> {
  assertSchema(schema, 'ctx.json()', 'It reads the body: to answer with JSON, return the value itself.')
  assertUnread(request, 'ctx.json()')
  assertNoContentEncoding(request.headers)
  if (!isJson(mediaType(request))) {
    throw new HttpError(415, 'Send JSON with the content type application/json.')
  }
  const text = await readBody(() => request.text(), 'The body could not be read.')
  const value = parseJson(text)
  if (!schema) return value
  const result = await schema['~standard'].validate(value)
  if (!result.issues) return result.value
  throw new HttpError(422, 'The data does not have the expected form.', {
    errors: toFieldErrors(result.issues),
  })
}

function assertSchema(schema: unknown, where: string, advice: string): void {
  if (schema === undefined || isSchema(schema)) return
  throw new TypeError(`${where}: the argument is not a Standard Schema. ${advice}`)
}

/**
 * Tells whether a media type is JSON (MIME Sniffing standard, section 4.6).
 *
 * `application/csp-report` is older than the suffix `+json`: browsers send it to `report-uri`.
 */
function isJson(type: string): boolean {
  return /^(application\/(json|csp-report)|text\/json|[\w!#$&^.+-]+\/[\w!#$&^.+-]+\+json)$/.test(type)
}

/** Collects pairs by name: a single value stays as it is, several values become an array. */
export function toFields(entries: Iterable<[string, FormDataEntryValue]>): FormFields {
  const fields = new Map<string, FormValue>()
  for (const [name, value] of entries) {
    const earlier = fields.get(name)
    if (earlier === undefined) fields.set(name, value)
    else if (Array.isArray(earlier)) earlier.push(value)
    else fields.set(name, [earlier, value])
  }
  // Object.fromEntries() defines properties, so a field called __proto__ is plain data.
  return Object.fromEntries(fields)
}

/** Groups the issues of a schema by field; nested paths are joined with dots. */
export function toFieldErrors(issues: readonly StandardSchemaV1.Issue[]): FieldErrors {
  const errors = new Map<string, string[]>()
  for (const issue of issues) {
    const keys = issue.path?.map((part) => String(typeof part === 'object' ? part.key : part)) ?? []
    const name = keys.join('.')
    const messages = errors.get(name)
    if (messages) messages.push(issue.message)
    else errors.set(name, [issue.message])
  }
  return Object.fromEntries(errors)
}

function toSent(entries: readonly [string, FormDataEntryValue][]): Pick<FormFailure, 'values' | 'lists'> {
  const values = new Map<string, string>()
  const lists = new Map<string, string[]>()
  for (const [name, value] of entries) {
    if (typeof value !== 'string') continue
    const first = values.get(name)
    const list = lists.get(name)
    if (first === undefined) values.set(name, value)
    else if (list) list.push(value)
    else lists.set(name, [first, value])
  }
  return {
    values: Object.fromEntries(values),
    ...(lists.size > 0 && { lists: Object.fromEntries(lists) }),
  }
}

type Entries = [string, FormDataEntryValue][]
const readBefore = new WeakMap<Request, Promise<Entries>>()

/** Reads the form once per request: a body can be read only once, but middleware and handler may both need the form. */
function readEntriesOnce(
  request: Request,
  readUploads: ReadUploads | undefined,
  maxFields: number,
): Promise<Entries> {
  const entries = readBefore.get(request) ?? readEntries(request, readUploads, maxFields)
  readBefore.set(request, entries)
  return entries
}

async function readEntries(
  request: Request,
  readUploads: ReadUploads | undefined,
  maxFields: number,
): Promise<Entries> {
  assertUnread(request, 'ctx.form()')
  assertNoContentEncoding(request.headers)
  const type = mediaType(request)
  if (type === 'application/x-www-form-urlencoded') {
    const text = await readBody(() => request.text(), 'The form could not be read.')
    // Hundreds of thousands of names fit into the body limit, and each costs far more than its bytes.
    if (hasTooManyFields(text, maxFields)) throw new HttpError(413, 'This form has too many fields.')
    return [...new URLSearchParams(text)]
  }
  if (type === 'multipart/form-data') {
    const entries =
      readUploads && request.body
        ? await readMultipart(request, request.body, readUploads, maxFields)
        : [...(await readBody(() => request.formData(), 'The form is malformed.'))]
    return entries.filter(([, value]) => !isUnchosen(value))
  }
  throw new HttpError(415, 'Send a form: application/x-www-form-urlencoded or multipart/form-data.')
}

/** A browser sends an empty file without a name for an input in which no file was chosen. */
function isUnchosen(value: FormDataEntryValue): boolean {
  return typeof value !== 'string' && value.name === '' && value.size === 0
}

/** Reads all parts into memory; the body limit keeps them small. */
async function readMultipart(
  request: Request,
  body: ReadableStream<Uint8Array>,
  readUploads: ReadUploads,
  maxFields: number,
): Promise<Entries> {
  const entries: Entries = []
  const boundary = parseBoundary(request.headers.get('content-type'))
  for await (const part of readUploads(body, boundary, { ...formLimits, maxFields })) {
    const { name, filename, type } = part
    entries.push([
      name,
      filename === undefined ? await part.text() : new File([await part.bytes()], filename, { type }),
    ])
  }
  return entries
}

const unlimited = Number.POSITIVE_INFINITY
const formLimits: Omit<UploadLimits, 'maxFields'> = {
  maxFiles: 1000,
  maxFileSize: unlimited,
  maxFieldSize: unlimited,
  maxTotal: unlimited,
}

/** A body can be read only once: otherwise the visitor would be blamed for a malformed form. */
function assertUnread(request: Request, method: string): void {
  if (!request.bodyUsed) return
  throw new Error(
    `${method} was called after something else had read the body, such as ctx.request.formData() or ctx.request.json(). Read it once, with ${method}.`,
  )
}

async function readBody<Result>(read: () => Promise<Result>, message: string): Promise<Result> {
  try {
    return await read()
  } catch (error) {
    // The platform may wrap the error of the stream: the 413 of the body limit is then the cause.
    if (isHttpError(error)) throw error
    if (error instanceof Error && isHttpError(error.cause)) throw error.cause
    throw new HttpError(400, message, { cause: error })
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new HttpError(400, 'The body is not valid JSON.', { cause: error })
  }
}

function mediaType(request: Request): string {
  const header = request.headers.get('content-type') ?? ''
  return header.split(';', 1)[0]!.trim().toLowerCase()
}
