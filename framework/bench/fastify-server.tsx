// The pages of the hand-written server on Fastify, with what Vial sends too: security headers and request ids.
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import helmet from '@fastify/helmet'
import Fastify, { type FastifyReply } from 'fastify'
import { getIronSession } from 'iron-session'
import type { VNode } from 'preact'
import { Hello, Spiral, Table, renderCachedPage, renderPage } from './raw-pages.tsx'
import { createItem } from './site/workload.ts'

const { HOST = '127.0.0.1', PORT, SESSION_SECRET = '' } = process.env
const sessionOptions = { cookieName: 'session', password: SESSION_SECRET }
// From memory, which is faster than @fastify/static.
const asset = readFileSync(new URL('../site/public/asset-50k.txt', import.meta.url))
const cachedPage = renderCachedPage()

const app = Fastify({ genReqId: () => randomUUID() })
app.register(helmet)
app.addHook('onRequest', (request, reply, done) => {
  reply.header('x-request-id', request.id)
  done()
})
app.get('/', (_, reply) => sendPage(reply, 'Home', <h1>Home</h1>))
app.get<{ Querystring: { name?: string } }>('/hello', (request, reply) =>
  sendPage(reply, 'Hello', <Hello name={request.query.name ?? 'world'} />),
)
app.get('/table', (_, reply) => sendPage(reply, 'Table', <Table />))
app.get('/spiral', (_, reply) => sendPage(reply, 'Spiral', <Spiral />))
app.get('/session', async (request, reply) => {
  const session = await getIronSession<{ count: number }>(request.raw, reply.raw, sessionOptions)
  session.count = (session.count ?? 0) + 1
  await session.save()
  return sendPage(reply, 'Session', <h1>Visits: {session.count}</h1>)
})
app.get<{ Params: { id: string } }>('/api/item/:id', (request) => createItem(request.params.id))
app.get('/cached/plain', (_, reply) => sendHtml(reply, cachedPage))
app.get('/asset-50k.txt', (_, reply) => reply.type('text/plain; charset=utf-8').send(asset))
await app.listen({ port: Number(PORT), host: HOST })

function sendPage(reply: FastifyReply, title: string, content: VNode): FastifyReply {
  return sendHtml(reply, renderPage(title, content))
}

function sendHtml(reply: FastifyReply, page: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(page)
}
