// Measures sites with many routes: node framework/bench/scale.mjs [routes …]
import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { compilerOptions } from './compiler-options.mjs'
import { sendRequests } from './load-server.mjs'
import { measureDev } from './measure-dev.mjs'
import { findMedian } from './quantile.mjs'
import { project, startSite, vite } from './reliability/site.mjs'
import { readChildrenCpuSeconds, readCpuSeconds, readMemory } from './start-server.mjs'

const starts = 5
const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'))
const counts = process.argv.slice(2).map(Number)

console.log(
  '| routes | build, CPU s | dist/server, kB | start to first page, CPU ms | memory, MB | page, µs of CPU | dev: first page, CPU ms | dev: edit to page, CPU ms | tsc, CPU s |\n|--:|--:|--:|--:|--:|--:|--:|--:|--:|',
)
for (const count of counts.length > 0 ? counts : [10, 1000, 10_000]) {
  const folder = await mkdtemp(join(tmpdir(), 'vial-scale-'))
  try {
    await writeSite(folder, count)
    const dev = await measureDev(folder, 'routes/page-1.tsx')
    // The dev server has written the types of the routes.
    const types = measureCommand(folder, [join(typescript, 'bin/tsc')])
    const build = measureCommand(folder, [vite, 'build'])
    const size = (await measureSize(join(folder, 'dist/server'))) / 1000
    const started = []
    for (let start = 0; start < starts; start++) started.push(await measureStart(folder))
    const median = (key) => findMedian(started.map((each) => each[key]))
    const page = await measurePage(folder, count)
    console.log(
      `| ${count} | ${build.toFixed(1)} | ${size.toFixed(0)} | ${median('time').toFixed(0)} | ${median('memory').toFixed(0)} | ${page.toFixed(1)} | ${dev.first.toFixed(0)} | ${dev.edit.toFixed(0)} | ${types.toFixed(1)} |`,
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Writes a site whose routes are pages with a title and a loader. */
async function writeSite(folder, count) {
  await mkdir(join(folder, 'routes'))
  await symlink(join(project, 'node_modules'), join(folder, 'node_modules'), 'dir')
  await writeFile(join(folder, 'package.json'), '{ "type": "module", "private": true }')
  await writeFile(
    join(folder, 'vite.config.js'),
    `import { vial } from 'vial/vite'\nexport default { cacheDir: '.cache', plugins: [vial()] }\n`,
  )
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, include: ['routes', '.vial/types/**/*.d.ts'] }),
  )
  for (let number = 0; number < count; number++) {
    const source = `import type { Context, PageProps } from 'vial'

export const head = { title: 'Page ${number}' }

export function loader({ query }: Context<'/page-${number}'>) {
  return { name: query.get('name') }
}

export default function Page({ data }: PageProps<'/page-${number}'>) {
  return <main><h1>Page ${number}</h1><p>{data.name}</p></main>
}
`
    await writeFile(join(folder, `routes/page-${number}.tsx`), source)
  }
}

/** CPU time of a Node.js script and its threads, in seconds. */
function measureCommand(folder, command) {
  const before = readChildrenCpuSeconds()
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: folder, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command.join(' ')} failed.\n${stdout}${stderr}`)
  return readChildrenCpuSeconds() - before
}

async function measureSize(folder) {
  const sizes = await Promise.all(
    (await readdir(folder, { withFileTypes: true })).map(async (entry) => {
      const path = join(folder, entry.name)
      return entry.isDirectory() ? measureSize(path) : (await stat(path)).size
    }),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** CPU time in milliseconds until the first page has been sent, and memory in megabytes. */
async function measureStart(folder) {
  const server = await startSite(folder)
  await (await fetch(`http://127.0.0.1:${server.port}/page-1?name=a`)).text()
  const measured = {
    time: readCpuSeconds(server.child.pid) * 1000,
    memory: readMemory(server.child.pid) / 1e6,
  }
  await server.stop()
  return measured
}

/** CPU time of a request for a page in the middle, in microseconds, once the server has warmed up. */
async function measurePage(folder, count) {
  const server = await startSite(folder)
  const load = {
    url: `http://127.0.0.1:${server.port}/page-${Math.floor(count / 2)}?name=a`,
    connections: 50,
  }
  await sendRequests({ ...load, seconds: 3 })
  const before = readCpuSeconds(server.child.pid)
  const { requests } = await sendRequests({ ...load, seconds: 5 })
  const used = readCpuSeconds(server.child.pid) - before
  await server.stop()
  return (used / requests) * 1e6
}
