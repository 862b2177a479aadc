// Compares two builds of the benchmark's site, request by request, on a machine that has other work; see README.md.
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { pathCounts, startServers } from './interleave.mjs'
import { findMedian, findQuantile } from './quantile.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { slices: { type: 'string', default: '200' } },
})
const [before, after = `${import.meta.dirname}/../..`, ...paths] = positionals
if (before === undefined) {
  throw new Error('Usage: node framework/bench/compare.mjs <checkout before> [<checkout after> [<path>…]]')
}
const measure = await startServers(
  [before, after].map((checkout) => resolve(checkout, 'framework/bench/site/dist/server/index.js')),
)
console.log(
  `Node ${process.version}, ${availableParallelism()} cores; CPU time of a request, before and after`,
)
for (const path of Object.keys(pathCounts)) {
  if (paths.length > 0 && !paths.includes(path)) continue
  const pairs = []
  for await (const pair of measure(path)) if (pairs.push(pair) >= Number(values.slices)) break
  const [a, b] = [0, 1].map((side) => {
    const times = pairs.map((pair) => pair[side])
    return findMedian(times).toFixed(1)
  })
  const ratios = pairs.map(([one, other]) => one / other)
  const [low, middle, high] = [0.25, 0.5, 0.75].map((part) => findQuantile(ratios, part).toFixed(3))
  console.log(
    `${path.padEnd(16)} ${a.padStart(8)} µs ${b.padStart(8)} µs   speed × ${middle} (${low} to ${high})`,
  )
}
process.exit()
