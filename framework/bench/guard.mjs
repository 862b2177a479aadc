// Checks that no page has become slower by a third, in a minute and beside other work.
import { readFileSync } from 'node:fs'
import { startServers } from './interleave.mjs'
import { findMedian, findMedianRange } from './quantile.mjs'
import { pages, servers } from './servers.mjs'

/** The range of a median is not looked at before this many slices. */
const minSlices = 60
const maxSlices = 600

/**
 * Measures Vial and the hand-written server in one process, and compares their ratio with README.md's less a third.
 *
 * Measures each page until the whole range of its ratio is on one side of the limit, so that noise decides nothing. What
 * stays too close to tell is slower by about a third.
 *
 * @param names The names of pages
 * @returns Whether all pages pass
 */
export async function guardRatios(names) {
  const ratios = readRatios()
  const measure = await startServers([servers.raw.script, servers.vial.script])
  let hasPassed = true
  console.log('| page | ratio | range of the median | limit | slices | |')
  console.log('|---|--:|---|--:|--:|---|')
  for (const name of names) {
    const limit = (ratios[name] * 2) / 3
    const { samples, low, high } = await sample(measure(pages[name]), limit)
    const isFast = low >= limit
    hasPassed &&= isFast
    const range = `${low.toFixed(2)} to ${high.toFixed(2)}`
    console.log(
      `| ${name} | ${findMedian(samples).toFixed(2)} | ${range} | ${limit.toFixed(2)} | ${samples.length} | ${isFast ? 'PASS' : 'FAIL'} |`,
    )
  }
  return hasPassed
}

async function sample(pairs, limit) {
  const samples = []
  for await (const [raw, vial] of pairs) {
    samples.push(raw / vial)
    if (samples.length < minSlices) continue
    const [low, high] = findMedianRange(samples)
    if (low >= limit || high < limit || samples.length === maxSlices) return { samples, low, high }
  }
}

/** Reads the ratios of the table in README.md, by page. */
function readRatios() {
  const text = readFileSync(`${import.meta.dirname}/README.md`, 'utf8')
  const figures = text.split('\n## ').find((section) => section.startsWith('Figures\n'))
  const rows = figures.matchAll(/^\| (\w+) \| [\d,]+ \| [\d,]+ \| ([\d.]+) \|/gm)
  return Object.fromEntries(Array.from(rows, ([, name, ratio]) => [name, Number(ratio)]))
}
