// Tests traces with the real SDK of OpenTelemetry, in development and in a built site.
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import {
  type RunningServer,
  type TemporarySite,
  createTemporarySite,
  waitUntil,
} from '../../fixtures/temporary-site.ts'

interface SpanData {
  readonly name: string
  readonly kind: number
  readonly traceId: string
  readonly spanId: string
  readonly parent: string | undefined
  readonly status: number
  readonly attributes: ReadableSpan['attributes']
  readonly events: readonly string[]
}

const traceId = '0af7651916cd43dd8448eb211c80319c'
const traceparent = `00-${traceId}-b7ad6b7169203331-01`

/** A site that exports its spans as an endpoint. */
const files = {
  'routes/_spans.server.ts': `
    import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node'
    const kept = (globalThis.spanExporter ??= new InMemorySpanExporter())
    export const exporter = kept
    export function register() {
      if (globalThis.isRegistered) return
      globalThis.isRegistered = true
      new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(kept)] }).register()
    }`,
  'routes/_server.ts': `
    import { register } from './_spans.server.ts'
    export default { start: ({ environment }) => { if (!environment.UNTRACED) register() } }`,
  'routes/spans.ts': `
    import { exporter } from './_spans.server.ts'
    export const GET = () => exporter.getFinishedSpans().map((span) => ({
      name: span.name, kind: span.kind, ...span.spanContext(), parent: span.parentSpanContext?.spanId,
      status: span.status.code, attributes: span.attributes, events: span.events.map((event) => event.attributes?.['exception.message']),
    }))`,
  'routes/notes/_middleware.ts': `export default async (ctx, next) => { await null; return next() }`,
  'routes/notes/[id=int].tsx': `
    export const loader = async () => { await null; return 1 }
    export default ({ data }) => <p>{data}</p>`,
  'routes/outgoing.ts': `
    import { context, propagation } from '@opentelemetry/api'
    export const GET = async () => {
      const headers = {}
      await null
      propagation.inject(context.active(), headers)
      return headers
    }`,
  'routes/boom.ts': `export const GET = async () => { throw new Error('broken') }`,
  'routes/missing.ts': `import { notFound } from 'vial'\nexport const GET = () => notFound()`,
}

describe.each(['dev', 'production'] as const)('traces in %s', (mode) => {
  let site: TemporarySite
  let server: RunningServer

  beforeAll(async () => {
    site = await createTemporarySite(files)
    server = await site.startIn(mode)
    await server.text('/spans')
  })

  afterAll(() => site?.dispose())

  /** Waits for the span of a request, and reads the spans inside it. */
  async function spansOf(path: string, status: number): Promise<{ root: SpanData; inside: SpanData[] }> {
    return waitUntil(async () => {
      const all = (await (await server.fetch('/spans')).json()) as SpanData[]
      const root = all.find(
        ({ attributes }) =>
          attributes['url.path'] === path && attributes['http.response.status_code'] === status,
      )
      if (!root) throw new Error(`There is no span for ${path}: ${JSON.stringify(all)}`)
      return {
        root,
        inside: all.filter((span) => span.traceId === root.traceId && span.spanId !== root.spanId),
      }
    })
  }

  it('have a span for a request and its steps, in the trace of the caller', async () => {
    await server.text('/notes/7?secret=1', { headers: { traceparent } })
    const { root, inside } = await spansOf('/notes/7', 200)

    expect(root).toMatchObject({
      name: 'GET /notes/[id=int]',
      kind: 1,
      traceId,
      parent: 'b7ad6b7169203331',
      status: 0,
      attributes: { 'http.request.method': 'GET', 'http.route': '/notes/[id=int]', 'url.scheme': 'http' },
    })
    expect(JSON.stringify(root)).not.toContain('secret')
    const middleware = inside.find(({ name }) => name === 'middleware')!
    expect(middleware.parent).toBe(root.spanId)
    expect(inside.map(({ name }) => name).sort()).toEqual(['loader', 'middleware', 'render'])
    for (const { name, parent } of inside) {
      if (name !== 'middleware') expect(parent).toBe(middleware.spanId)
    }
  })

  it('continue in what the code of the request calls', async () => {
    const response = await server.fetch('/outgoing', { headers: { traceparent } })
    const headers = (await response.json()) as { traceparent: string }
    const { inside } = await spansOf('/outgoing', 200)

    expect(headers.traceparent).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`))
    expect(headers.traceparent).toContain(inside.find(({ name }) => name === 'handler')!.spanId)
  })

  it('mark failures, but not answers such as 404', async () => {
    await server.text('/boom')
    await server.text('/missing')
    await server.text('/no/route')
    const boom = await spansOf('/boom', 500)
    const missing = await spansOf('/missing', 404)
    const { root } = await spansOf('/no/route', 404)

    expect(boom.root).toMatchObject({ status: 2, events: ['broken'], attributes: { 'error.type': '500' } })
    expect(boom.inside).toMatchObject([{ name: 'handler', status: 2 }])
    expect([missing.root.status, missing.inside[0]!.status]).toEqual([0, 0])
    expect(root).toMatchObject({ name: 'GET', status: 0 })
    expect(root.attributes).not.toHaveProperty('http.route')
  })

  it('do not include health checks', async () => {
    await server.text('/healthz')
    await server.text('/missing')
    const all = (await (await server.fetch('/spans')).json()) as SpanData[]

    expect(all.map(({ attributes }) => attributes['url.path'])).not.toContain('/healthz')
  })

  it('are named in the log', async () => {
    await server.text('/boom', { headers: { traceparent } })
    await waitUntil(async () => expect(server.output()).toContain(traceId))
    if (mode === 'dev') return
    await waitUntil(async () => {
      const lines = server
        .output()
        .split('\n')
        .filter((line) => line.includes(traceId))
      expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(
        expect.arrayContaining(['broken', 'request completed']),
      )
    })
  })
})

describe('without a provider', () => {
  it('nothing is traced, and the API is not loaded', async () => {
    const site = await createTemporarySite({
      'routes/index.ts': `export const GET = () => Object.getOwnPropertySymbols(globalThis).map(String).filter((name) => name.includes('opentelemetry'))`,
    })
    onTestFinished(() => site.dispose())
    const { code, output } = await site.build()
    expect(code, output).toBe(0)
    const server = await site.startProduction()

    expect(await server.text('/', { headers: { traceparent } })).toBe('[]')
    await waitUntil(async () => expect(server.output()).toContain('"path":"/"'))
    expect(server.output()).not.toContain('traceId')
  })
})
