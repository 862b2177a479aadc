// The baseline that Vial is measured against: the same pages on node:http, preact-render-to-string and iron-session.
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { getIronSession } from 'iron-session'
import type { ComponentChildren, VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { Rows } from './site/routes/cached/_rows.tsx'
import { createItem, createRows, createTiles, links } from './site/workload.ts'

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
const cachedPage = Buffer.from(
  renderPage(
    'Cached',
    <>
      <b>Visits: 0</b>
      <Rows />
    </>,
  ),
)

const sessionOptions = { cookieName: 'session', password: SESSION_SECRET }

function sendPage(res: ServerResponse, title: string, content: VNode): void {
  send(res, 'text/html; charset=utf-8', renderPage(title, content))
}

function renderPage(title: string, content: VNode): string {
  return `<!DOCTYPE html>${renderToString(<Page title={title}>{content}</Page>)}`
}

function send(res: ServerResponse, type: string, body: string | Buffer): void {
  res.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body)
}

function Page({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
      </head>
      <body>
        <nav>
          {links.map(([path, label]) => (
            <a key={path} href={path}>
              {label}
            </a>
          ))}
        </nav>
        <main>{children}</main>
      </body>
    </html>
  )
}

function Hello({ name }: { name: string }) {
  return (
    <>
      <h1>Hello, {name}!</h1>
      <p>
        Now: <time>{new Date().toISOString()}</time>
      </p>
    </>
  )
}

function Table() {
  return (
    <>
      <h1>Table</h1>
      <table>
        <tbody>
          {createRows().map((row) => (
            <tr key={row.id}>
              <td>{row.id}</td>
              <td>{row.name}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

function Spiral() {
  return (
    <>
      <h1>Spiral</h1>
      <div class="wrap">
        {createTiles().map(({ x, y }) => (
          <div key={`${x} ${y}`} class="tile" style={{ left: `${x}px`, top: `${y}px` }} />
        ))}
      </div>
    </>
  )
}
