// Tests files of visitors over real connections: uploads, and downloads of what was stored.
import { readdir } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { boundary, field, file, multipart, toBody } from '../fixtures/multipart-body.ts'
import { openSite } from '../fixtures/open-site.ts'

const files = {
  'kept/.keep': '',
  'routes/up.ts': `
    import { fileURLToPath } from 'node:url'
    export async function POST(ctx) {
      const parts = []
      for await (const part of ctx.uploads({ maxFiles: 1, maxFileSize: '3mb' })) {
        if (part.filename === undefined) parts.push(await part.text())
        else parts.push(await part.saveTo('kept/' + ctx.query.get('as')))
      }
      return parts
    }`,
  'routes/form.ts': `
    export async function POST(ctx) {
      const { data } = await ctx.form()
      return { name: data.file.name, text: await data.file.text(), title: data.title }
    }`,
  'routes/down/[...path].ts': `
    import { resolve } from 'node:path'
    export const GET = (ctx) => ctx.sendFile(ctx.params.path.join('/'), { root: resolve('kept'), download: 'ä.txt' })`,
}

describe.each(['dev', 'production'] as const)('files in %s', (mode) => {
  it('are uploaded, stored, and downloaded again', async () => {
    const site = await openSite(files)
    const server = await site.startIn(mode)
    const post = (path: string, body: string): Promise<Response> =>
      server.fetch(path, { method: 'POST', body, headers: { 'content-type': multipart } })

    const content = '0123456789'.repeat(200_000)
    const saved = await post('/up?as=a.txt', toBody([field('title', 'A'), file('file', 'x.txt', content)]))
    expect(await saved.json()).toEqual(['A', { size: 2_000_000 }])
    const refused = await post('/up?as=b.txt', toBody([file('file', 'x.txt', content + content)]))
    expect(refused.status).toBe(413)
    const many = await post('/up?as=c.txt', toBody([file('a', 'a', '1'), file('b', 'b', '2')]))
    expect(many.status).toBe(413)
    expect((await readdir(`${site.folder}/kept`)).sort()).toEqual(['.keep', 'a.txt', 'c.txt'])

    const form = await post('/form', toBody([field('title', 'A'), file('file', 'x.txt', 'small')]))
    expect(await form.json()).toEqual({ name: 'x.txt', text: 'small', title: 'A' })
    expect((await post('/form', toBody([file('file', 'x.txt', content)]))).status).toBe(413)
    expect((await post('/up?as=d.txt', `--${boundary}\r\n`)).status).toBe(400)

    const part = await server.fetch('/down/a.txt', { headers: { range: 'bytes=10-13' } })
    expect([part.status, await part.text()]).toEqual([206, '0123'])
    expect(part.headers.get('content-disposition')).toMatch(/^attachment; filename=/)
    const etag = part.headers.get('etag') ?? ''
    expect((await server.fetch('/down/a.txt', { headers: { 'if-none-match': etag } })).status).toBe(304)
    for (const path of [
      '/down/..%2fpackage.json',
      '/down/.keep',
      '/down/missing',
      '/down/%2e%2e%2fpackage.json',
    ]) {
      expect([path, (await server.fetch(path)).status]).toEqual([path, 404])
    }
  })
})
