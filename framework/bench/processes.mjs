// Measures several processes, and what Redis costs: node framework/bench/processes.mjs [rounds] [seconds]
import { spawn, spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findPort } from '../fixtures/find-port.mjs'
import { findPrograms } from '../fixtures/find-programs.mjs'
import { sendRequests } from './load-server.mjs'
import { findMedian } from './quantile.mjs'
import { buildSite, isListening, startSite, wait } from './reliability/site.mjs'
import { readCpuSeconds } from './start-server.mjs'

const storeInRedis = `
  import { defineServer } from 'vial'
  import { redisStore } from 'vial/redis'
  export default defineServer({ session: { store: redisStore() } })`

const [rounds = 5, seconds = 5] = process.argv.slice(2).map(Number)
const { REDIS_SERVER, NGINX } = findPrograms()
const folder = await mkdtemp(join(tmpdir(), 'vial-processes-'))
const [plain, stored] = [await buildSite(), await buildSite({ 'routes/_server.js': storeInRedis })]
try {
  await measureAll()
} finally {
  for (const site of [plain, stored]) await site.remove()
  await rm(folder, { recursive: true, force: true })
}

async function measureAll() {
  const redis = await startRedis()
  const REDIS_URL = `redis://127.0.0.1:${redis.port}`
  try {
    const pages = ['/page?name=Ada', '/api/42', '/session', '/cached?n=1']
    await compare(pages, {
      'one process': () => open(plain),
      'two workers': () => open(plain, { WEB_CONCURRENCY: '2' }),
      'one process with Redis': () => open(stored, { REDIS_URL }, redis),
      'two processes with Redis behind nginx': () => openBehindProxy(stored, { REDIS_URL }, redis),
    })
  } finally {
    await redis.stop()
  }
}

/** Prints a table: the median of the rounds, for each page and each way to run the site. */
async function compare(pages, ways) {
  console.log(
    '| page | processes | requests a second | µs of CPU a request | Redis | nginx |\n|---|---|--:|--:|--:|--:|',
  )
  for (const page of pages) {
    const samples = new Map(Object.keys(ways).map((name) => [name, []]))
    for (let round = 0; round < rounds; round++) {
      for (const [name, start] of Object.entries(ways)) samples.get(name).push(await measure(page, start))
    }
    for (const [name, all] of samples) {
      const median = (key) => findMedian(all.map((sample) => sample[key])).toFixed(key === 'rate' ? 0 : 1)
      console.log(
        `| ${page} | ${name} | ${median('rate')} | ${median('site')} | ${median('redis')} | ${median('proxy')} |`,
      )
    }
  }
}

/** Loads one page for a while, and divides the CPU time of each kind of process by the number of requests. */
async function measure(page, start) {
  const { port, cpuSeconds, stop } = await start()
  try {
    const url = `http://127.0.0.1:${port}${page}`
    const cookie = (await fetch(url)).headers.getSetCookie()[0]?.split(';', 1)[0]
    const load = { url, cookie, connections: 50 }
    await sendRequests({ ...load, seconds: 2 })
    const before = cpuSeconds()
    const { requests, duration } = await sendRequests({ ...load, seconds })
    const used = Object.entries(cpuSeconds()).map(([name, after]) => [
      name,
      ((after - before[name]) / requests) * 1e6,
    ])
    return { rate: requests / duration, ...Object.fromEntries(used) }
  } finally {
    await stop()
  }
}

async function open(site, environment, redis) {
  const server = await startSite(site.folder, { environment: { NODE_ENV: 'production', ...environment } })
  return {
    port: server.port,
    cpuSeconds: () => ({
      site: readTree(server.child.pid),
      redis: redis ? readCpuSeconds(redis.pid) : 0,
      proxy: 0,
    }),
    stop: () => server.stop(),
  }
}

async function openBehindProxy(site, environment, redis) {
  const servers = [await open(site, environment), await open(site, environment)]
  const proxy = await startProxy(servers.map(({ port }) => port))
  return {
    port: proxy.port,
    cpuSeconds: () => ({
      site: servers.reduce((sum, server) => sum + server.cpuSeconds().site, 0),
      redis: readCpuSeconds(redis.pid),
      proxy: readTree(proxy.pid),
    }),
    async stop() {
      for (const { stop } of [proxy, ...servers]) await stop()
    },
  }
}

async function startRedis() {
  const port = await findPort()
  return startProgram(
    REDIS_SERVER,
    ['--port', port, '--bind', '127.0.0.1', '--save', '', '--dir', folder],
    port,
  )
}

async function startProxy(ports) {
  const port = await findPort()
  const path = join(folder, `${port}.conf`)
  await writeFile(
    path,
    `daemon off; pid ${folder}/${port}.pid; worker_processes 1; events { worker_connections 1024; }
    http {
      access_log off;
      upstream site { ${ports.map((each) => `server 127.0.0.1:${each};`).join(' ')} keepalive 64; }
      server {
        listen 127.0.0.1:${port};
        location / { proxy_pass http://site; proxy_http_version 1.1; proxy_set_header Connection ''; proxy_set_header Host $host; }
      }
    }`,
  )
  return startProgram(NGINX, ['-c', path, '-e', 'stderr'], port)
}

async function startProgram(program, options, port) {
  const child = spawn(program, options.map(String), { stdio: ['ignore', 'ignore', 'inherit'] })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const end = () => child.kill('SIGKILL')
  process.once('exit', end)
  while (!(await isListening(port))) {
    if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}.`)
    await wait(20)
  }
  return {
    port,
    pid: child.pid,
    stop() {
      process.off('exit', end)
      child.kill('SIGTERM')
      return ended
    },
  }
}

/** Adds up the CPU time of a process and its children. */
function readTree(pid) {
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' })
  return [pid, ...stdout.split('\n').filter(Boolean).map(Number)].reduce(
    (sum, each) => sum + readCpuSeconds(each),
    0,
  )
}
