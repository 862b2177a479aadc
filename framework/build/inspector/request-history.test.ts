import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { AnswerFacts } from '../../node/dev/dev-inspection.ts'
import { type RequestHistory, createRequestHistory } from './request-history.ts'

const facts: AnswerFacts = {
  requestId: 'a',
  route: '/a',
  kind: 'page',
  file: 'routes/a.tsx',
  levels: [],
  middleware: [],
  session: 'read',
  cookies: [],
  cache: undefined,
  isPersonal: true,
}

const quiet = { debug() {}, info() {}, warn() {}, error() {} }

type Answer = (req: IncomingMessage, res: ServerResponse) => void

/** Starts a server whose requests a history records. */
async function serve(history: RequestHistory, answer: Answer): Promise<string> {
  const server = createServer((req, res) => history.record(req, res, () => answer(req, res)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function nextRequest(history: RequestHistory): Promise<void> {
  return new Promise((resolve) => {
    const stop = history.subscribe(() => {
      stop()
      resolve()
    })
  })
}

describe('createRequestHistory()', () => {
  it('records what was asked and answered, without secrets', async () => {
    const history = createRequestHistory()
    const origin = await serve(history, (_req, res) => {
      res.writeHead(201, ['content-type', 'text/plain', 'set-cookie', 'session=secret; Path=/']).end('done')
    })
    const ended = nextRequest(history)

    await fetch(`${origin}/a?token=secret&b=1`, { headers: { cookie: 'session=secret', 'x-b': '<b>' } })
    await ended

    const [request] = history.requests()
    expect(request).toMatchObject({
      id: 1,
      method: 'GET',
      target: '/a?token=•••&b=1',
      status: 201,
      isAborted: false,
    })
    expect(request!.requestHeaders).toContainEqual(['cookie', '•••'])
    expect(request!.requestHeaders).toContainEqual(['x-b', '<b>'])
    expect(request!.responseHeaders).toContainEqual(['set-cookie', 'session=•••; Path=/'])
    expect(JSON.stringify(request)).not.toContain('secret')
  })

  it('connects steps, facts and log entries with their request', async () => {
    const history = createRequestHistory()
    const log = history.watchLog(quiet)
    const origin = await serve(history, async (req, res) => {
      const observer = history.observe()!
      observer.step('loader', 0, 1)
      observer.answer({ ...facts, route: req.url! })
      await Promise.resolve()
      log.warn({ size: 3 }, `at ${req.url}`)
      history.step('load', 0)
      res.end()
    })
    log.info({}, 'before')
    let ended = nextRequest(history)
    await fetch(`${origin}/one`)
    await ended
    ended = nextRequest(history)
    await fetch(`${origin}/two`)
    await ended

    const [two, one] = history.requests()
    for (const [request, path] of [
      [one, '/one'],
      [two, '/two'],
    ] as const) {
      expect(request!.facts!.route).toBe(path)
      expect(request!.steps.map(({ name }) => name)).toEqual(['loader', 'load'])
      expect(request!.lines.map(({ text, level }) => `${level} ${text}`)).toEqual([`warn at ${path} size=3`])
    }
    expect(history.lines().map(({ text, request }) => `${text} ${request}`)).toEqual([
      'at /two size=3 2',
      'at /one size=3 1',
      'before undefined',
    ])
  })

  it('observes a request once: what the site sends to itself meanwhile is not part of it', async () => {
    const history = createRequestHistory()
    const observers: unknown[] = []
    const origin = await serve(history, (_req, res) => {
      observers.push(history.observe(), history.observe())
      res.end()
    })
    await fetch(origin)

    expect(observers).toEqual([expect.anything(), undefined])
    expect(history.observe()).toBeUndefined()
  })

  it('keeps the last requests, and the last entries of the log', async () => {
    const history = createRequestHistory(3)
    const log = history.watchLog(quiet)
    const origin = await serve(history, (_req, res) => res.end())
    for (let count = 0; count < 5; count++) {
      await fetch(`${origin}/${count}`)
      log.info({}, `line ${count}`)
    }

    expect(history.requests().map(({ target }) => target)).toEqual(['/4', '/3', '/2'])
    expect(history.lines().map(({ text }) => text)).toEqual(['line 4', 'line 3', 'line 2'])
  })

  it('tells that a visitor left', async () => {
    const history = createRequestHistory()
    const controller = new AbortController()
    const origin = await serve(history, (_req, res) => {
      res.write('first')
    })
    const ended = nextRequest(history)
    const response = await fetch(origin, { signal: controller.signal })
    expect(history.requests()[0]).toMatchObject({ status: 0, duration: undefined })
    controller.abort()
    await response.text().catch(() => {})
    await ended

    expect(history.requests()[0]).toMatchObject({ status: 200, isAborted: true })
  })
})
