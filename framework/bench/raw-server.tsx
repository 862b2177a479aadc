// The baseline that Vial is measured against: the same pages on node:http, preact-render-to-string and iron-session.
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { getIronSession } from 'iron-session'
import type { VNode } from 'preact'
import { Hello, Spiral, Table, renderCachedPage, renderPage } from './raw-pages.tsx'
import { createItem } from './site/workload.ts'

const { HOST, PORT, SESSION_SECRET = '' } = process.env
const asset = readFileSync(new URL('../site/public/asset-50k.txt', import.meta.url))

createServer((req, res) => {
  answer(req, res).catch((error) => {
    console.error(error)
    res.writeHead(500).end()
  })
}).listen(Number(PORT), HOST)

async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const url = req.url ?? '/'
  const mark = url.indexOf('?')
  const path = mark < 0 ? url : url.slice(0, mark)
  switch (path) {
    case '/':
      return sendPage(res, 'Home', <h1>Home</h1>)
    case '/hello': {
      const name = mark < 0 ? null : new URLSearchParams(url.slice(mark)).get('name')
      return sendPage(res, 'Hello', <Hello name={name ?? 'world'} />)
    }
    case '/table':
      return sendPage(res, 'Table', <Table />)
    case '/spiral':
      return sendPage(res, 'Spiral', <Spiral />)
    case '/session': {
      const session = await getIronSession<{ count: number }>(req, res, sessionOptions)
      session.count = (session.count ?? 0) + 1
      await session.save()
      return sendPage(res, 'Session', <h1>Visits: {session.count}</h1>)
    }
    case '/cached/plain':
      return send(res, 'text/html; charset=utf-8', cachedPage)
    case '/asset-50k.txt':
      return send(res, 'text/plain; charset=utf-8', asset)
  }
  if (path.startsWith('/api/item/')) {
    return send(res, 'application/json', JSON.stringify(createItem(path.slice('/api/item/'.length))))
  }
  res.writeHead(404).end()
}

// What a cache can reach at most: a constant.
const cachedPage = Buffer.from(renderCachedPage())

const sessionOptions = { cookieName: 'session', password: SESSION_SECRET }

function sendPage(res: ServerResponse, title: string, content: VNode): void {
  send(res, 'text/html; charset=utf-8', renderPage(title, content))
}

function send(res: ServerResponse, type: string, body: string | Buffer): void {
  res.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body)
}
