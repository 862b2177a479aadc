// Compares Vial with a hand-written server, page by page; README.md says how to read the result.
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { buildServers } from './build-servers.mjs'
import { checkAnswers } from './check-answers.mjs'
import { loadServer } from './load-server.mjs'
import { startServer } from './start-server.mjs'

/** The minimum ratio of Vial's speed to the hand-written server's; pages without a goal are only shown. */
const goals = { hello: 0.6, table: 0.6, session: 2, cached: 0.6 }

/** The requested pages. */
const pages = {
  hello: '/hello?name=Ada',
  table: '/table',
  spiral: '/spiral',
  session: '/session',
  api: '/api/item/42',
  cached: '/cached/plain',
  asset: '/asset-50k.txt',
}

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '3' },
    'warm-up': { type: 'string', default: '3' },
    connections: { type: 'string', default: '50' },
    port: { type: 'string', default: '5260' },
    'no-build': { type: 'boolean', default: false },
    guard: { type: 'boolean', default: false },
  },
})
/** The smallest ratio that passes, by page. */
const limits = options.guard ? readGuardedRatios() : goals
const settings = {
  rounds: Number(options.rounds),
  seconds: Number(options.seconds),
  warmUp: Number(options['warm-up']),
  connections: Number(options.connections),
  port: Number(options.port),
}
const names = positionals.length > 0 ? positionals : Object.keys(pages)
const unknown = names.filter((name) => !Object.hasOwn(pages, name))
if (unknown.length > 0) {
  throw new Error(`${unknown.join(', ')}: no such page. Choose from ${Object.keys(pages).join(', ')}.`)
}

if (!options['no-build']) await buildServers()
await checkAnswers(settings.port)

const samples = []
for (let round = 1; round <= settings.rounds; round++) {
  for (const name of names) {
    // Alternate, so that other work on the machine favours neither side.
    const order = round % 2 === 1 ? ['raw', 'vial'] : ['vial', 'raw']
    for (const server of order) samples.push({ round, name, server, ...(await takeSample(server, name)) })
    const [raw, vial] = ['raw', 'vial'].map((server) => findRate(server, name, round))
    console.log(`round ${round}  ${name.padEnd(8)} raw ${Math.round(raw)}  vial ${Math.round(vial)}`)
  }
}
report()

/** Starts a server, warms it up, and measures one page. */
async function takeSample(server, name) {
  const running = await startServer(server, settings.port)
  try {
    const url = running.origin + pages[name]
    const cookie = name === 'session' ? await receiveCookie(url) : undefined
    await warmUp(running, { url, cookie, connections: settings.connections })
    return await loadServer(running, { url, cookie, ...settings })
  } finally {
    await running.stop()
  }
}

/** Loads a server until its code is optimised, measured in CPU time, because a busy machine needs more wall-clock time. */
async function warmUp(server, request) {
  const start = server.cpuSeconds() ?? 0
  for (let second = 0; second < 5 * settings.warmUp; second++) {
    await loadServer(server, { ...request, seconds: 1 })
    if ((server.cpuSeconds() ?? second + 1) - start >= settings.warmUp) return
  }
}

/** Gets the cookie of a returning visitor. */
async function receiveCookie(url) {
  const response = await fetch(url)
  return response.headers.getSetCookie()[0].split(';', 1)[0]
}

function findRate(server, name, round) {
  return samples.find((sample) => sample.server === server && sample.name === name && sample.round === round)
    .rate
}

function report() {
  const unit = samples.some((sample) => sample.isWallRate) ? 'second' : 'CPU second of the server'
  console.log(`\nNode ${process.version}, ${settings.rounds} rounds of ${settings.seconds} s,`)
  console.log(`requests per ${unit} (median), ratio Vial to raw (median, lowest to highest)\n`)
  console.log('| page | raw | Vial | ratio | | goal | |')
  console.log('|---|--:|--:|--:|---|--:|---|')
  let hasFailed = false
  for (const name of names) {
    const rounds = Array.from({ length: settings.rounds }, (_, index) => index + 1)
    const ratios = rounds.map((round) => findRate('vial', name, round) / findRate('raw', name, round))
    const [raw, vial] = ['raw', 'vial'].map((server) =>
      Math.round(findMedian(rounds.map((round) => findRate(server, name, round)))),
    )
    const ratio = findMedian(ratios)
    const range = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`
    const goal = limits[name]
    const verdict = goal === undefined ? '' : ratio >= goal ? 'PASS' : 'FAIL'
    hasFailed ||= verdict === 'FAIL'
    console.log(
      `| ${name} | ${raw} | ${vial} | ${ratio.toFixed(2)} | ${range} | ${goal?.toFixed(2) ?? ''} | ${verdict} |`,
    )
  }
  if (hasFailed) process.exitCode = 1
}

/** Reads the ratios of README.md, less a third: what falls below is slower, and not only measured on another machine. */
function readGuardedRatios() {
  const text = readFileSync(`${import.meta.dirname}/README.md`, 'utf8')
  const figures = text.split('\n## ').find((section) => section.startsWith('Figures\n'))
  const rows = figures.matchAll(/^\| (\w+) \| [\d,]+ \| [\d,]+ \| ([\d.]+) \|/gm)
  return Object.fromEntries(Array.from(rows, ([, name, ratio]) => [name, (Number(ratio) * 2) / 3]))
}

function findMedian(numbers) {
  const sorted = numbers.toSorted((left, right) => left - right)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
