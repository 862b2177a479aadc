// The limit for pages that are rendered for each request: node:http and strings put together by hand, without components.
import { createServer } from 'node:http'
import { createRows, createTiles, links } from './site/workload.ts'

const { HOST, PORT } = process.env
const pages: Record<string, () => string> = { '/table': createTable, '/spiral': createSpiral }

createServer((req, res) => {
  const create = pages[req.url ?? '/']
  if (!create) return void res.writeHead(404).end()
  const page = create()
  const size = Buffer.byteLength(page)
  res.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-length': size }).end(page)
}).listen(Number(PORT), HOST)

function createTable(): string {
  let rows = ''
  for (const { id, name } of createRows()) {
    rows += `<tr><td>${escapeText(id)}</td><td>${escapeText(name)}</td></tr>`
  }
  return createPage('Table', `<h1>Table</h1><table><tbody>${rows}</tbody></table>`)
}

function createSpiral(): string {
  let tiles = ''
  for (const { x, y } of createTiles()) {
    tiles += `<div class="tile" style="${escapeText(`left:${x}px;top:${y}px;`)}"></div>`
  }
  return createPage('Spiral', `<h1>Spiral</h1><div class="wrap">${tiles}</div>`)
}

function createPage(title: string, content: string): string {
  let nav = ''
  for (const [path, label] of links) nav += `<a href="${escapeText(path)}">${escapeText(label)}</a>`
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"/><meta name="viewport" content="width=device-width, initial-scale=1"/><title>${escapeText(title)}</title></head><body><nav>${nav}</nav><main>${content}</main></body></html>`
}

const special = /["&<]/
const everySpecial = /["&<]/g
const entities: Record<string, string> = { '"': '&quot;', '&': '&amp;', '<': '&lt;' }

/** Escapes a text; nearly all texts of these pages have nothing to escape. */
function escapeText(text: string): string {
  return special.test(text) ? text.replace(everySpecial, (character) => entities[character]!) : text
}
