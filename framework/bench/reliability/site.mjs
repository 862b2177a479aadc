// The site that the reliability rows load: one route of each class, built and started as in production.
import { spawn, spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { findPort } from '../../fixtures/find-port.mjs'

export const project = resolve(import.meta.dirname, '../../..')
export const vite = join(project, 'node_modules/vite/bin/vite.js')

export const secret = 'f1Wm8sYt0pQz5LrXc3Kb7Jd9Ne2Hv6Ga'

const files = {
  'package.json': '{ "type": "module", "private": true }',
  'vite.config.js': `import { vial } from 'vial/vite'\nexport default { cacheDir: '.cache', plugins: [vial()] }\n`,
  'public/text.txt': 'A line of a file that every visitor may download.\n'.repeat(200),
  'routes/_server.js': `
    import { defineServer } from 'vial'
    const seconds = Number(process.env.SECONDS ?? 60)
    export default defineServer({ readTimeout: seconds, writeTimeout: seconds })`,
  'routes/_layout.jsx': `export const loader = () => ({ site: 'Load' })\nexport default ({ data, children }) => <main title={data.site}>{children}</main>`,
  'routes/_404.jsx': `export default ({ url }) => <p>nothing at {url.pathname}</p>`,
  'routes/page.jsx': `
    export const loader = ({ query }) => ({ name: query.get('name'), rows: Array.from({ length: 20 }, (_, n) => n) })
    export default ({ data }) => <ul>{data.rows.map((row) => <li key={row}>{data.name} {row}</li>)}</ul>`,
  'routes/session.jsx': `
    export const loader = ({ session }) => (session.visits = (session.visits ?? 0) + 1)
    export default ({ data }) => <p>visit {data}</p>`,
  'routes/token.js': `
    const wait = () => new Promise((resolve) => setTimeout(resolve, Math.random() * 20))
    export const GET = async (ctx) => {
      const token = ctx.query.get('t')
      ctx.session.token = token
      ctx.locals.token = token
      await wait()
      const first = ctx.session.token
      ctx.headers.set('x-token', first)
      await wait()
      return { tokens: [first, ctx.locals.token, ctx.query.get('t'), ctx.session.token] }
    }`,
  'routes/api/[id=int].js': `export const GET = ({ params }) => ({ id: params.id })`,
  'routes/throw.js': `export const GET = () => { throw new Error('as planned') }`,
  'routes/cached.jsx': `
    export const config = { cache: { maxAge: 3600 } }
    export const loader = ({ query }) => query.get('n')
    export default ({ data }) => <p>cached {data}</p>`,
  'routes/go.js': `import { redirect } from 'vial'\nexport const GET = () => redirect('/page')`,
  'routes/form.jsx': `
    export const POST = async (ctx) => {
      const form = await ctx.form()
      return ctx.fail(422, { ok: false, values: form.values, errors: { title: ['Enter a title.'] } })
    }
    export default ({ form }) => <form method="post"><input name="title" />{form?.errors.title}</form>`,
  'routes/upload.js': `
    export const POST = async (ctx) => {
      let size = 0
      for await (const part of ctx.uploads({ maxFileSize: '5mb' })) {
        if (part.filename === undefined) await part.text()
        else size += (await part.saveTo((process.env.UPLOADS ?? '.') + '/' + crypto.randomUUID())).size
      }
      return { size }
    }`,
  'routes/swallow.js': `
    export const POST = async (ctx) => {
      let size = 0
      for await (const part of ctx.uploads({ maxFileSize: '5mb' })) size += (await part.text()).length
      return { size }
    }`,
  'routes/events.js': `
    globalThis.open = { started: 0, ended: 0 }
    export const GET = (ctx) => ctx.events(async function* () {
      globalThis.open.started++
      try { yield { data: 'first' }; yield* ctx.app.subscribe('news', { signal: ctx.signal }) } finally { globalThis.open.ended++ }
    })`,
  'routes/ws.js': `export const socket = { open(peer) { peer.subscribe('news'); peer.send('first') }, message(peer, message) { peer.send(message.text()) } }`,
  'routes/publish.js': `export const POST = async ({ app, request }) => { app.publish('news', await request.text()); return { ok: true } }`,
  'routes/slow.js': `
    globalThis.slow = { started: 0, ended: 0, aborted: 0 }
    export const GET = async (ctx) => {
      globalThis.slow.started++
      try {
        await new Promise((resolve, reject) => {
          const timer = setTimeout(resolve, Number(ctx.query.get('ms') ?? 200))
          ctx.signal.addEventListener('abort', () => { clearTimeout(timer); globalThis.slow.aborted++; reject(ctx.signal.reason) }, { once: true })
        })
        return { done: true }
      } finally { globalThis.slow.ended++ }
    }`,
  'routes/spin.js': `export const GET = () => { const end = performance.now() + 2000; while (performance.now() < end); return { done: true } }`,
  'routes/long.js': `
    export const GET = () => new Response(new ReadableStream({
      pull(controller) { controller.enqueue(new Uint8Array(65536)) },
    }))`,
  'routes/fault.jsx': `
    import { Fault, fail } from './_fault.jsx'
    export const loader = ({ query }) => { if (query.get('where') === 'loader') fail(query.get('what')); return query.get('what') }
    export const head = ({ url, data }) => { if (url.searchParams.get('where') === 'head') fail(data); return {} }
    export default ({ url, data }) => <p>fault {url.searchParams.get('where') === 'component' && <Fault what={data} />}</p>`,
  'routes/fault/_middleware.js': `
    import { fail } from '../_fault.jsx'
    export default async (ctx, next) => {
      const where = ctx.query.get('where')
      if (where === 'before') fail(ctx.query.get('what'))
      const response = await next()
      if (where === 'after') fail(ctx.query.get('what'))
      return response
    }`,
  'routes/fault/api.js': `
    import { fail } from '../_fault.jsx'
    export const GET = (ctx) => {
      const where = ctx.query.get('where')
      if (where === 'endpoint') fail(ctx.query.get('what'))
      if (where === 'background') ctx.after(() => fail(ctx.query.get('what')))
      return { ok: true }
    }`,
  'routes/_fault.jsx': `
    export function fail(what) {
      if (what === 'string') throw 'a text'
      if (what === 'null') throw null
      if (what === 'rejection') throw Object.assign(new Error('later'), { cause: new Error('a cause') })
      if (what === 'huge') throw new Error('x'.repeat(1e5))
      if (what === 'getter') throw Object.defineProperty({}, 'message', { get() { throw new Error('never') } })
      if (what === 'recursion') fail(what), 0
      throw new Error('as planned')
    }
    export const Fault = ({ what }) => fail(what)`,
  'routes/usage.js': `
    import { readdirSync } from 'node:fs'
    export const GET = () => {
      globalThis.gc?.()
      globalThis.gc?.()
      const kinds = {}
      for (const kind of process.getActiveResourcesInfo()) kinds[kind] = (kinds[kind] ?? 0) + 1
      const { heapUsed, rss } = process.memoryUsage()
      return { pid: process.pid, heap: heapUsed, rss, files: readdirSync('/proc/self/fd').length, kinds, open: globalThis.open, slow: globalThis.slow }
    }`,
  'routes/health.js': `export const GET = () => ({ pid: process.pid })`,
}

/** Writes and builds the site in a temporary folder. */
export async function buildSite(more = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'vial-reliability-'))
  await symlink(join(project, 'node_modules'), join(folder, 'node_modules'), 'dir')
  for (const [path, text] of Object.entries({ ...files, ...more })) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, [vite, 'build'], {
    cwd: folder,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`vite build failed.\n${stdout}${stderr}`)
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}

/**
 * Starts the built site.
 *
 * @param {string} folder
 * @param {object} options
 * @param {Record<string, string>} [options.environment]
 * @param {readonly string[]} [options.before] A command that runs the server, such as `prlimit`
 * @param {readonly string[]} [options.flags] Flags of Node
 */
export async function startSite(folder, { environment = {}, before = [], flags = [] } = {}) {
  const port = await findPort()
  const [command, ...rest] = [...before, process.execPath, '--expose-gc', ...flags, 'dist/server/index.js']
  const child = spawn(command, rest, {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOST: '127.0.0.1',
      PORT: String(port),
      SESSION_SECRET: secret,
      LOG_LEVEL: 'error',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    // The beginning is enough to find what went wrong, and a million lines would fill the memory.
    stream.setEncoding('utf8').on('data', (text) => {
      if (output.length < 1e7) output += text
    })
  }
  const ended = new Promise((settle) => child.once('exit', (code, signal) => settle(code ?? signal)))
  const end = () => child.kill('SIGKILL')
  process.once('exit', end)
  for (let tries = 0; !(await isListening(port)); tries++) {
    if (child.exitCode !== null || tries > 5000) throw new Error(`The server did not start.\n${output}`)
    await wait(20)
  }
  return {
    port,
    child,
    ended,
    output: () => output,
    usage: () => readJson(port, '/usage'),
    async stop() {
      child.kill('SIGTERM')
      const timer = setTimeout(end, 15_000)
      const code = await ended
      clearTimeout(timer)
      process.off('exit', end)
      return code
    },
  }
}

/** Reads JSON on a connection of its own. */
export async function readJson(port, path) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { connection: 'close' } })
  return response.json()
}

/** Waits for a time in milliseconds. */
export function wait(time) {
  return new Promise((settle) => setTimeout(settle, time))
}

/** Asks until an answer is right; gives the last answer. */
export async function waitFor(ask, isRight, timeout = 10_000) {
  const end = performance.now() + timeout
  for (;;) {
    const answer = await ask()
    if (isRight(answer) || performance.now() > end) return answer
    await wait(50)
  }
}

export function isListening(port) {
  return new Promise((settle) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      settle(true)
    })
    socket.once('error', () => settle(false))
  })
}
