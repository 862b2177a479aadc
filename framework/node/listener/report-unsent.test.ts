import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { type LiteralSite, createLiteralSite } from '../../fixtures/literal-site.ts'
import type { Context } from '../../request/context/context.ts'
import { createRequestListener } from './request-listener.ts'
import { createUnsentReport } from './report-unsent.ts'

describe('createUnsentReport()', () => {
  it('logs an error, and leaves one to the site whose body has failed', () => {
    const entries: [object, string][] = []
    const known = new Response()
    const report = createUnsentReport(
      { reportBrokenBody: (response) => response === known },
      { error: (fields, message) => entries.push([fields, message]) },
    )
    const error = new Error('broken')
    report(error, known)
    expect(entries).toEqual([])

    report(error, new Response())
    report(error)
    const entry = [{ err: error }, 'The response could not be sent.']
    expect(entries).toEqual([entry, entry])
  })

  it('passes what a stream of the site throws to onError once, with its request, and logs it once', async () => {
    const onError = vi.fn()
    const error = new Error('the source failed')
    const pull = (controller: ReadableStreamDefaultController): void => controller.error(error)
    const { handler, log } = createLiteralSite({
      '_server.ts': { default: { onError } },
      'feed/[name].ts': {
        GET: () => new Response(new ReadableStream({ start: (to) => to.enqueue(new Uint8Array(9)), pull })),
      },
    })
    const address = await listen(handler, log)
    const response = fetch(`${address}/feed/a?secret=1`).then((answer) => answer.text())
    await expect(response).rejects.toThrow()
    await handler.stop()

    const requestId = expect.any(String) as string
    const fields = { err: error, requestId, method: 'GET', path: '/feed/a', route: '/feed/[name]' }
    expect(log).toEqual([{ level: 'error', message: 'The response could not be sent.', fields }])
    const place = { route: '/feed/[name]', requestId: log[0]!.fields.requestId }
    expect(onError.mock.calls).toEqual([[error, expect.objectContaining({ requestId }), place]])
  })

  it('breaks the connection when the source of ctx.events() throws, and reports that once', async () => {
    const onError = vi.fn()
    const { handler, log } = createLiteralSite({
      '_server.ts': { default: { onError } },
      'ticks.ts': {
        GET: (ctx: Context) =>
          ctx.events(async function* () {
            yield 'one'
            throw new Error('out of events')
          }),
      },
    })
    const address = await listen(handler, log)
    const response = await fetch(`${address}/ticks`)

    await expect(response.text()).rejects.toThrow('terminated')
    await handler.stop()
    expect(log).toMatchObject([{ level: 'error', message: 'out of events', fields: { route: '/ticks' } }])
    expect(onError).toHaveBeenCalledOnce()
  })
})

/** Serves a site on a port of its own, and gives its address. */
async function listen(handler: LiteralSite['handler'], log: LiteralSite['log']): Promise<string> {
  const onError = createUnsentReport(handler, {
    error: (fields, message) => log.push({ level: 'error', message, fields: { ...fields } }),
  })
  const server = createServer(createRequestListener(handler.fetch, { onError })).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
