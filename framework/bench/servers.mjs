// The servers of the benchmark, and the pages that it requests from them.
const here = import.meta.dirname

/** The paths of the pages, by name. */
export const pages = {
  hello: '/hello?name=Ada',
  table: '/table',
  spiral: '/spiral',
  session: '/session',
  api: '/api/item/42',
  cached: '/cached/plain',
  asset: '/asset-50k.txt',
}

/** The built servers: their scripts, and the names of the pages that each answers. */
export const servers = {
  vial: { label: 'Vial', script: `${here}/site/dist/server/index.js`, pages: Object.keys(pages) },
  raw: { label: 'by hand', script: `${here}/dist/raw-server.js`, pages: Object.keys(pages) },
  concat: { label: 'strings', script: `${here}/dist/concat-server.js`, pages: ['table', 'spiral'] },
  fastify: { label: 'Fastify', script: `${here}/dist/fastify-server.js`, pages: Object.keys(pages) },
}
