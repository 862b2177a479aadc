// Compares Vial with hand-written servers, page by page; README.md says how to read the result.
import { parseArgs } from 'node:util'
import { buildServers } from './build-servers.mjs'
import { checkAnswers } from './check-answers.mjs'
import { guardRatios } from './guard.mjs'
import { loadServer } from './load-server.mjs'
import { findMedian } from './quantile.mjs'
import { pages, servers } from './servers.mjs'
import { startServer } from './start-server.mjs'

/** The minimum ratio of Vial's speed to that of each hand-written server, by page. */
const goals = {
  raw: { hello: 0.9, table: 1.5, spiral: 1.6, session: 4, api: 0.85, cached: 0.6, asset: 1 },
  concat: { table: 0.85, spiral: 0.85 },
  fastify: { hello: 1.5, table: 1.5, spiral: 1.5, session: 1.5, api: 1.5, cached: 1.5, asset: 1.5 },
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
// The servers of the guard run in this process, and would keep it alive.
if (options.guard) process.exit((await guardRatios(names)) ? 0 : 1)

const samples = []
for (let round = 1; round <= settings.rounds; round++) {
  for (const name of names) {
    const order = Object.keys(servers).filter((server) => servers[server].pages.includes(name))
    // Alternate, so that other work on the machine favours no server.
    if (round % 2 === 0) order.reverse()
    for (const server of order) samples.push({ round, name, server, ...(await takeSample(server, name)) })
    const rates = order.map((server) => `${server} ${Math.round(findRate(server, name, round))}`)
    console.log(`round ${round}  ${name.padEnd(8)} ${rates.sort().join('  ')}`)
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
  console.log(`requests per ${unit} (median), ratio of Vial to each server (median, lowest to highest)`)
  const passed = Object.keys(goals).map(reportReference)
  if (passed.includes(false)) process.exitCode = 1
}

/** Prints the table of one hand-written server; returns whether Vial reaches all goals beside it. */
function reportReference(reference) {
  const { label, pages: answered } = servers[reference]
  console.log(`\n| page | ${label} | Vial | ratio | | goal | |`)
  console.log('|---|--:|--:|--:|---|--:|---|')
  let hasPassed = true
  for (const name of names.filter((page) => answered.includes(page))) {
    const rounds = Array.from({ length: settings.rounds }, (_, index) => index + 1)
    const ratios = rounds.map((round) => findRate('vial', name, round) / findRate(reference, name, round))
    const rates = [reference, 'vial'].map((server) => {
      const median = findMedian(rounds.map((round) => findRate(server, name, round)))
      return Math.round(median).toLocaleString('en')
    })
    const ratio = findMedian(ratios)
    const range = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`
    const goal = goals[reference][name]
    const isFast = ratio >= goal
    hasPassed &&= isFast
    console.log(
      `| ${name} | ${rates.join(' | ')} | ${ratio.toFixed(2)} | ${range} | ${goal.toFixed(2)} | ${isFast ? 'PASS' : 'FAIL'} |`,
    )
  }
  return hasPassed
}
