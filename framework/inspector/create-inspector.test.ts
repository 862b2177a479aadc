import { describe, expect, it } from 'vitest'
import { createInspector } from './create-inspector.ts'
import type { InspectorSource, RecordedRequest } from './inspector-source.ts'

const hostile = '<script>alert(1)</script>"\'&'

const request: RecordedRequest = {
  id: 7,
  method: 'GET',
  target: `/notes?q=${hostile}`,
  time: 0,
  status: 500,
  duration: 12.5,
  isAborted: false,
  requestHeaders: [['x-hostile', hostile]],
  responseHeaders: [['content-type', hostile]],
  steps: [
    { name: 'render', start: 6, duration: 4 },
    { name: 'loader', start: 1, duration: 5 },
  ],
  lines: [{ time: 0, level: 'error', text: hostile, request: 7 }],
  facts: {
    requestId: 'id-of-request',
    route: '/notes',
    kind: 'page',
    file: 'routes/notes/index.tsx',
    levels: ['_layout.tsx', 'notes/index.tsx'],
    middleware: ['routes/_middleware.ts'],
    session: 'saved',
    cookies: ['session'],
    cache: 'hit, 3 s old',
    isPersonal: true,
  },
}

const listeners = new Set<(request: RecordedRequest) => void>()

const source: InspectorSource = {
  requests: () => [request],
  lines: () => request.lines,
  subscribe(listener) {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  routes: async () => ({
    routes: [
      {
        pattern: '/notes',
        file: 'routes/notes/index.tsx',
        kind: 'page',
        methods: ['GET', 'POST'],
        middleware: ['routes/_middleware.ts'],
        layouts: ['routes/_app.tsx'],
        errors: [['404', 'routes/_404.tsx']],
        islands: ['routes/notes/star.island.tsx'],
      },
      {
        pattern: '/feed.xml',
        file: 'routes/feed.xml.ts',
        kind: 'endpoint',
        methods: ['GET'],
        middleware: [],
        layouts: [],
        errors: [],
        islands: [],
      },
    ],
    problems: [],
  }),
  match: async (method, target) => [`${method} ${target} is answered by ${hostile}.`],
  islands: async () => [
    { file: 'routes/notes/star.island.tsx', hydrate: 'visible', own: 512, total: 12_345, routes: ['/notes'] },
  ],
  environment: () => [{ name: 'SESSION_SECRET', value: '•••', origin: 'the process' }],
  findings: async () => [{ command: 'vial check', level: 'warning', message: hostile }],
}

function open(base = '/'): (path: string) => Promise<Response> {
  const inspector = createInspector(source, {
    base,
    trailingSlash: 'never',
    log: { debug() {}, info() {}, warn() {}, error() {} },
    browserFiles: {
      start: '/start.js',
      findIsland: () => ({ name: 'island.js', urls: [] }),
      revive: { name: 'a', urls: [] },
      reviveSignals: { name: 'b', urls: [] },
      moveSlots: { name: 'c', urls: [] },
      scheduleHydration: { name: 'd', urls: [] },
    },
  })
  return async (path) => inspector.fetch(new Request(`http://localhost${base}__vial${path}`))
}

describe('createInspector()', () => {
  const ask = open()

  async function text(path: string): Promise<string> {
    const response = await ask(path)
    expect(response.status).toBe(200)
    return response.text()
  }

  it('lists routes with their methods and the files around them', async () => {
    const html = await text('')
    for (const word of ['/notes', 'page: GET POST', '_middleware.ts', '_app.tsx', '404', 'star.island.tsx']) {
      expect(html).toContain(word)
    }
    expect(html).toContain('href="/__open-in-editor?file=routes%2Fnotes%2Findex.tsx"')
  })

  it('says what answers a URL, from a form that needs no script', async () => {
    const html = await text(`?method=PUT&url=${encodeURIComponent('/x"y')}`)
    expect(html).toContain('PUT /x&quot;y is answered by')
    expect(html).toContain('<option selected>PUT</option>')
    expect(html).not.toContain('<script>alert')
  })

  it('lists requests without a script, and in an island', async () => {
    const html = await text('/requests')
    expect(html).toContain('href="/__vial/requests/7"')
    expect(html).toContain('"events":"/__vial/events"')
    expect(html).toContain('src="/start.js"')
  })

  it('shows a request with its steps in order, its session and its cache', async () => {
    const html = await text('/requests/7')
    expect(html.indexOf('Loaders')).toBeLessThan(html.indexOf('Render<'))
    expect(html).toContain('x="8.00%" width="40.00%"')
    for (const word of ['saved', 'hit, 3 s old', 'id-of-request', '_middleware.ts'])
      expect(html).toContain(word)
  })

  it.each([
    ['/islands', 'star.island.tsx', '12.3 kB'],
    ['/environment', 'SESSION_SECRET', '•••'],
    ['/findings', 'vial check', '1 to look at'],
    ['/log', 'request 7', 'error'],
  ])('has a page %s', async (path, ...words) => {
    const html = await text(path)
    for (const word of words) expect(html).toContain(word)
  })

  it('escapes what visitors and the log wrote, on every page', async () => {
    for (const path of [
      '',
      '/requests',
      '/requests/7',
      '/log',
      '/findings',
      '/search?q=',
      `/search?q=${hostile}`,
    ]) {
      expect(await text(path), path).not.toContain('<script>alert')
    }
  })

  it('searches everything, with all words and in any case', async () => {
    const html = await text('/search?q=NOTES+star')
    expect(html).toContain('Routes (1)')
    expect(html).toContain('Islands (1)')
    expect(html).not.toContain('feed.xml')
    expect(await text('/search?q=nothing-like-this')).toContain('0 results')
  })

  it('allows no inline script, and loads its style from a file', async () => {
    const response = await ask('')
    expect(response.headers.get('content-security-policy')).toMatch(/script-src 'self'/)
    expect(await response.text()).not.toMatch(/<style|<script(?! type="module")|\son\w+=/)
    expect((await ask('/style.css')).headers.get('content-type')).toContain('text/css')
  })

  it('answers with an error page of its own', async () => {
    for (const path of ['/requests/999', '/nothing']) {
      const response = await ask(path)
      expect(response.status).toBe(404)
      expect(await response.text()).toContain('Inspector')
    }
  })

  it('sends all requests first, then each new one, and stops listening at the end', async () => {
    const response = await ask('/events')
    const reader = response.body!.pipeThrough(new TextDecoderStream() as never).getReader()
    expect(String((await reader.read()).value)).toMatch(/^event: all\ndata: \[\{"id":7,/)
    const next = reader.read()
    for (const listener of listeners) listener({ ...request, id: 8 })
    expect(String((await next).value)).toMatch(/^event: request\ndata: \{"id":8,/)
    expect(listeners.size).toBe(1)
    await reader.cancel()
    await expect.poll(() => listeners.size).toBe(0)
  })

  it('sends all requests again to a reader that has fallen behind, and keeps no more than the history', async () => {
    const reader = (await ask('/events')).body!.pipeThrough(new TextDecoderStream() as never).getReader()
    await reader.read()
    for (let id = 8; id < 1008; id++) for (const listener of listeners) listener({ ...request, id })

    let received = ''
    while (!/event: all|"id":1007/.test(received)) received += String((await reader.read()).value)
    expect(received).toContain('event: all')
    await reader.cancel()
    await expect.poll(() => listeners.size).toBe(0)
  })

  it('works below a base path', async () => {
    const html = await (await open('/shop/')('/requests')).text()
    expect(html).toContain('href="/shop/__vial/requests/7"')
    expect(html).toContain('href="/shop/__vial/style.css"')
    expect(html).toContain('"events":"/shop/__vial/events"')
  })
})
