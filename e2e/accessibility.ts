// Checks pages with axe: once for each new kind of element, and contrast once for each new look of text.
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import axe from 'axe-core'
import { type Traits, defineTraits } from './page-traits.ts'

/** Lists what is wrong with a page as it is now: its rules, and the elements that break them. */
export async function listViolations(page: Page): Promise<string[]> {
  const { kinds, looks } = await readTraits(page)
  if (areKnown([...kinds, ...looks])) return []
  const violations = await analyze(page, { rules: { [contrast]: { enabled: !areKnown(looks) } } })
  if (violations.length === 0) remember(kinds)
  return violations
}

/** Lists the text of a page that is hard to read, in a colour scheme of which nothing else depends. */
export async function listUnreadable(page: Page): Promise<string[]> {
  const { looks } = await readTraits(page)
  return areKnown(looks) ? [] : await analyze(page, { runOnly: [contrast] })
}

const contrast = 'color-contrast'

async function readTraits(page: Page): Promise<Traits> {
  if (!(await page.evaluate(() => 'readTraits' in window))) await page.evaluate(defineTraits)
  return await page.evaluate(() => window.readTraits())
}

/** Runs axe, whose source is long: once a page is enough. */
async function analyze(page: Page, options: axe.RunOptions): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  const { violations, looks } = await page.evaluate(runAxe, options)
  remember(looks)
  return violations
}

/** Runs in the page. */
async function runAxe(options: axe.RunOptions): Promise<{ violations: string[]; looks: string[] }> {
  // axe takes what a closed element holds for hidden, even where wide screens show it.
  const closed = [...document.querySelectorAll<HTMLDetailsElement>('details:not([open])')]
  for (const element of closed) element.open = true
  const { violations, passes } = await window.axe.run(document, {
    ...options,
    resultTypes: ['violations', 'passes'],
    elementRef: true,
  })
  for (const element of closed) element.open = false
  const read = passes.find(({ id }) => id === 'color-contrast')?.nodes ?? []
  return {
    violations: violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target }) => `${id}: ${target.join(' ')}`),
    ),
    looks: read.map(({ element }) => window.lookOf(element!)),
  }
}

declare global {
  interface Window {
    readonly axe: typeof axe
    readTraits(): Traits
    lookOf(element: Element): string
  }
}

/** The file with the traits that were found sound, in dev and in production: all workers read it and add to it. */
const file = join(process.env.E2E_FOLDER!, 'sound-traits')

function areKnown(traits: readonly string[]): boolean {
  const known = readKnown()
  return traits.every((trait) => known.has(hash(trait)))
}

function remember(traits: readonly string[]): void {
  const known = readKnown()
  const added = new Set(traits.map(hash).filter((trait) => !known.has(trait)))
  // One write, so that the lines of two workers do not mix.
  if (added.size > 0) appendFileSync(file, [...added, ''].join('\n'))
}

function readKnown(): Set<string> {
  return new Set(existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [])
}

function hash(trait: string): string {
  return createHash('sha1').update(trait).digest('base64url')
}
