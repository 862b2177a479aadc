// Rows R15, R17 and R21 to R23: disk, memory, builds, starts, and a long day of development.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findPort } from '../../fixtures/find-port.mjs'
import { measureRate, sendFor, countErrors } from './load-rows.mjs'
import { buildSite, isListening, secret, startSite, vite, waitFor } from './site.mjs'

export const resourceRows = {
  async R15({ folder }) {
    const uploads = await mkdtemp(join(tmpdir(), 'vial-uploads-'))
    // Root may write into any folder, so a small file system has to be full; others get a folder without permission.
    const isRoot = process.getuid() === 0
    const mounted =
      isRoot && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', uploads]).status === 0
    if (!mounted) spawnSync('chmod', ['500', uploads])
    const server = await startSite(folder, { environment: { UPLOADS: uploads } })
    const before = await server.usage()
    const statuses = []
    for (let round = 0; round < 5; round++) statuses.push(await upload(server.port, 4_000_000))
    const left = await readdir(uploads)
    const small = mounted ? await upload(server.port, 1000) : 200
    const after = await waitFor(server.usage, ({ files }) => files <= before.files + 1)
    await server.stop()
    if (mounted) spawnSync('umount', [uploads])
    await rm(uploads, { recursive: true, force: true })
    return {
      passed:
        statuses.every((status) => status === 500 || status === 507) &&
        left.length === 0 &&
        small === 200 &&
        after.files <= before.files + 1,
      measured: `${mounted ? 'a full disk' : 'a folder without permission'}: ${statuses.join(' ')}, ${left.length} files left, then ${small}; open files ${before.files} to ${after.files}`,
      limit: '500 or 507, 0 files, then 200, the same',
    }
  },

  async R17({ folder, long }) {
    const server = await startSite(folder, { flags: ['--max-old-space-size=128'] })
    const rate = await measureRate(server.port, 2)
    const statuses = {}
    const end = performance.now() + (long ? 60_000 : 8_000)
    const uploading = Array.from({ length: 100 }, async () => {
      while (performance.now() < end) {
        const status = await upload(server.port, 1_000_000)
        statuses[status] = (statuses[status] ?? 0) + 1
      }
    })
    const pages = await sendFor(long ? 60 : 8, { port: server.port, connections: 20, rate: rate * 0.3 })
    await Promise.all(uploading)
    const isAlive = server.child.exitCode === null
    const { rss } = isAlive ? await server.usage() : { rss: 0 }
    await server.stop()
    const errors = countErrors(pages)
    return {
      passed:
        isAlive &&
        errors === 0 &&
        Object.keys(statuses).every((status) => status === '200' || status === '503'),
      measured: `128 MB of heap, 100 uploads of 1 MB at once: ${JSON.stringify(statuses)}, ${errors} errors of ${pages.times.length} pages, ${Math.round(rss / 1e6)} MB resident`,
      limit: 'only 200 and 503, 0 errors',
    }
  },

  async R21({ long }) {
    const { folder, remove } = await buildSite()
    const port = await findPort()
    const child = spawn(process.execPath, [vite, '--port', String(port), '--host', '127.0.0.1'], {
      cwd: folder,
      stdio: 'ignore',
    })
    const ask = async (path) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`)
      return { status: response.status, text: await response.text() }
    }
    const ready = await waitFor(() => isListening(port), Boolean, 30_000)
    const edits = long ? 500 : 40
    const wrong = []
    await ask('/page')
    const residentAt = {}
    for (let edit = 0; ready && edit < edits; edit++) {
      const path = join(folder, 'routes', `edit-${edit % 5}.jsx`)
      const kind = ['add', 'change', 'break', 'fix', 'remove'][Math.floor(edit / 5) % 5]
      const name = `/edit-${edit % 5}`
      if (kind === 'remove') await rm(path)
      else
        await writeFile(
          path,
          kind === 'break' ? 'export default () => <p>' : `export default () => <p>edit {${edit}}</p>`,
        )
      const expected = kind === 'remove' ? 404 : kind === 'break' ? 500 : 200
      const { status } = await waitFor(
        () => ask(name),
        (answer) => answer.status === expected && (expected !== 200 || answer.text.includes(`${edit}`)),
        15_000,
      )
      if (status !== expected) wrong.push(`${kind} ${status}`)
      if (edit === 5 || edit === edits - 1) residentAt[edit] = await readResident(child.pid)
    }
    const isAlive = child.exitCode === null
    child.kill('SIGKILL')
    await remove()
    const [first = 1, last = 0] = Object.values(residentAt)
    return {
      passed: ready && isAlive && wrong.length === 0 && last < 2 * first,
      measured: `${edits} edits: ${wrong.length} wrong states${wrong.length > 0 ? ` (${wrong.slice(0, 5)})` : ''}, resident memory ${(last / first).toFixed(2)} times that at the start`,
      limit: '0, 2 times',
    }
  },

  async R22() {
    const [first, second] = [await buildSite(), await buildSite()]
    const one = await hashFolder(join(first.folder, 'dist'))
    // Both at once, in their own folders.
    await Promise.all([first, second].map(({ folder }) => build(folder)))
    const again = [
      await hashFolder(join(first.folder, 'dist')),
      await hashFolder(join(second.folder, 'dist')),
    ]
    await Promise.all([first.remove(), second.remove()])
    return {
      passed: again.every((hash) => hash === one),
      measured: `builds: ${[one, ...again].map((hash) => hash.slice(0, 8)).join(' ')}`,
      limit: 'the same hash',
    }
  },

  async R23() {
    const many = Object.fromEntries(
      Array.from({ length: 200 }, (_, n) => [
        `routes/many/page-${n}.jsx`,
        `export default () => <p>${n}</p>`,
      ]),
    )
    const { folder, remove } = await buildSite(many)
    const times = []
    for (let round = 0; round < 5; round++) times.push(await measureStart(folder))
    const server = await startSite(folder)
    const second = spawnSync(process.execPath, ['dist/server/index.js'], {
      cwd: folder,
      env: { ...process.env, HOST: '127.0.0.1', PORT: String(server.port), SESSION_SECRET: secret },
      encoding: 'utf8',
      timeout: 20_000,
    })
    await server.stop()
    await remove()
    const best = Math.min(...times)
    const told = /Port \d+ is in use/.test(second.stdout + second.stderr)
    return {
      passed: best <= 500 && second.status === 1 && told,
      measured: `the first response after ${best.toFixed(0)} ms with 200 pages; a port in use: exit code ${second.status}${told ? ', with a sentence' : ''}`,
      limit: '500 ms; exit code 1, with a sentence',
    }
  },
}

function measureStart(folder) {
  return new Promise((settle, fail) => {
    findPort().then((port) => {
      const start = performance.now()
      const child = spawn(process.execPath, ['dist/server/index.js'], {
        cwd: folder,
        env: { ...process.env, HOST: '127.0.0.1', PORT: String(port), SESSION_SECRET: secret },
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      child.once('exit', (code) => fail(new Error(`The server ended with ${code}.`)))
      child.stdout.once('data', async () => {
        try {
          await (await fetch(`http://127.0.0.1:${port}/health`)).text()
          settle(performance.now() - start)
        } catch (error) {
          fail(error)
        }
        child.kill('SIGKILL')
      })
    }, fail)
  })
}

async function upload(port, size) {
  const body = new FormData()
  body.append('file', new Blob(['x'.repeat(size)]), 'file.txt')
  const path = size === 1_000_000 ? '/swallow' : '/upload'
  try {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body })
    await response.text()
    return response.status
  } catch {
    return 'broken'
  }
}

function build(folder) {
  return new Promise((settle) => {
    spawn(process.execPath, [vite, 'build'], { cwd: folder, stdio: 'ignore' }).once('exit', settle)
  })
}

async function hashFolder(folder) {
  const hash = createHash('sha256')
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  for (const path of paths.sort()) hash.update(path.slice(folder.length)).update(await readFile(path))
  return hash.digest('hex')
}

async function readResident(pid) {
  const text = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(text)?.[1])
}
