// Tests the limits of ctx.uploads(), and what it refuses before it reads.
import { describe, expect, it } from 'vitest'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import { field, file, multipart, toBody } from '../../fixtures/multipart-body.ts'
import { readUploads } from '../../node/bodies/read-uploads.ts'
import type { Manifest } from '../pipeline/manifest.ts'
import type { Context } from './context.ts'
import type { UploadLimits } from './upload-part.ts'
import type { UploadOptions } from './uploads.ts'

const kB = 1024
const MB = 1024 * 1024

interface Post {
  readonly options?: UploadOptions
  readonly config?: object
  readonly overrides?: Partial<Manifest>
  readonly headers?: Record<string, string>
  readonly read?: (ctx: Context) => Promise<unknown>
}

/** Posts a form with a file, an empty file input and a field, and returns what the route read. */
async function post({ options, config = {}, overrides = {}, headers = {}, read }: Post = {}) {
  const site = createLiteralSite(
    {
      'up.ts': {
        config,
        async POST(ctx: Context) {
          if (read) return read(ctx)
          const names: string[] = []
          for await (const part of ctx.uploads(options)) names.push(`${part.name}: ${await part.text()}`)
          return names
        },
      },
    },
    overrides,
  )
  const body = toBody([field('title', 'a title'), file('none', '', ''), file('file', 'a.txt', 'content')])
  const response = await site.fetch('/up', {
    method: 'POST',
    body,
    headers: { 'content-type': multipart, ...headers },
  })
  return { response, log: site.log }
}

/** Returns the limits that the parser of the platform receives. */
async function findLimits(options: UploadOptions = {}, config: object = {}): Promise<UploadLimits> {
  let received: UploadLimits | undefined
  const overrides: Partial<Manifest> = {
    readUploads(body, boundary, limits) {
      received = limits
      return readUploads(body, boundary, limits)
    },
  }
  await post({ options, config, overrides })
  return received!
}

describe('ctx.uploads()', () => {
  it('gives fields and files in order, without file inputs in which nothing was chosen', async () => {
    const { response } = await post()

    expect(await response.json()).toEqual(['title: a title', 'file: content'])
  })

  it('has limits by default', async () => {
    expect(await findLimits()).toEqual({
      maxFiles: 10,
      maxFileSize: 10 * MB,
      maxFields: 100,
      maxFieldSize: 64 * kB,
      maxTotal: 101 * MB,
    })
  })

  it('uses the limits of the caller, and allows as much in total as its files and fields need', async () => {
    const options = { maxFiles: 2, maxFileSize: '3mb', maxFields: 0, maxFieldSize: 5 }

    expect(await findLimits(options)).toEqual({
      maxFiles: 2,
      maxFileSize: 3 * MB,
      maxFields: 0,
      maxFieldSize: 5,
      maxTotal: 7 * MB,
    })
    expect((await findLimits({ maxTotal: '2mb' })).maxTotal).toBe(2 * MB)
    expect((await findLimits({ maxFiles: Number.MAX_SAFE_INTEGER })).maxTotal).toBe(Number.MAX_SAFE_INTEGER)
  })

  it('never exceeds config.bodyLimit', async () => {
    expect((await findLimits({ maxTotal: '2mb' }, { bodyLimit: '1mb' })).maxTotal).toBe(MB)
    expect((await findLimits({ maxTotal: '2mb' }, { bodyLimit: '3mb' })).maxTotal).toBe(2 * MB)
  })

  it.each<[UploadOptions, string]>([
    [{ maxFiles: -1 }, 'ctx.uploads(): maxFiles is -1. Use a whole number.'],
    [{ maxFields: 1.5 }, 'ctx.uploads(): maxFields is 1.5. Use a whole number.'],
    [{ maxFileSize: 'big' }, 'ctx.uploads(): maxFileSize'],
    [{ maxFieldSize: '' }, 'ctx.uploads(): maxFieldSize'],
    [{ maxTotal: '1tb' }, 'ctx.uploads(): maxTotal'],
  ])('refuses the option %j, for the author', async (options, message) => {
    const { response, log } = await post({ options })

    expect(response.status).toBe(500)
    expect(log[0]?.message).toContain(message)
  })

  it('refuses a body that announces too much before it reads it', async () => {
    const length = { 'content-length': String(2 * MB) }
    const { response } = await post({ options: { maxTotal: '1mb' }, headers: length })

    expect(response.status).toBe(413)
    expect(await response.json()).toMatchObject({ detail: 'The upload is too large. The limit is 1 MB.' })
    expect((await post({ options: { maxTotal: '2mb' }, headers: length })).response.status).toBe(200)
  })

  it.each([
    ['text/plain', 415],
    ['multipart/form-data', 400],
  ])('refuses the type %s with %i', async (type, status) => {
    expect((await post({ headers: { 'content-type': type } })).response.status).toBe(status)
  })

  it('refuses a request without a body', async () => {
    const site = createLiteralSite({
      'up.ts': { POST: async (ctx: Context) => (await ctx.uploads().next()).value },
    })
    const response = await site.fetch('/up', { method: 'POST', headers: { 'content-type': multipart } })

    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ detail: 'The form is malformed.' })
  })

  it('tells the author if the platform cannot read uploads', async () => {
    const withoutReader = { readUploads: undefined }
    const { response, log } = await post({ overrides: withoutReader as unknown as Partial<Manifest> })

    expect(response.status).toBe(500)
    expect(log[0]?.message).toBe('ctx.uploads(): this server cannot read uploads.')
  })

  it.each<[string, (ctx: Context) => Promise<unknown>, method: string]>([
    [
      'ctx.form()',
      async (ctx) => {
        await ctx.form()
        return ctx.uploads().next()
      },
      'ctx.uploads()',
    ],
    [
      'ctx.request',
      async (ctx) => {
        await ctx.request.text()
        return ctx.uploads().next()
      },
      'ctx.uploads()',
    ],
    [
      'ctx.uploads()',
      async (ctx) => {
        ctx.uploads()
        return ctx.form()
      },
      'ctx.form()',
    ],
    [
      'another ctx.uploads()',
      async (ctx) => {
        ctx.uploads()
        return ctx.uploads().next()
      },
      'ctx.uploads()',
    ],
  ])('explains a body that was read before by %s', async (_, read, method) => {
    const { response, log } = await post({ read })

    expect(response.status).toBe(500)
    expect(log[0]?.message).toBe(
      `routes/up.ts: ${method} was called after something else had read the body. Read it once: with ctx.form(), or with ctx.uploads(), whose parts without a filename are the fields.`,
    )
  })
})
