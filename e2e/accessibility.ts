// Checks pages with axe: all rules on every page, and contrast wherever text looks as none did before.
import type { Page } from '@playwright/test'
import axe from 'axe-core'

/** The looks of text that this worker has seen with enough contrast. */
const readable = new Set<string>()

/** Lists what is wrong with a page as it is now: its rules, and the elements that break them. */
export async function listViolations(page: Page): Promise<string[]> {
  return await analyze(page, await hasNewLook(page))
}

/** Lists the text of a page that is hard to read, in a colour scheme of which nothing else depends. */
export async function listUnreadable(page: Page): Promise<string[]> {
  return (await hasNewLook(page)) ? await analyze(page, true, [contrast]) : []
}

const contrast = 'color-contrast'

async function hasNewLook(page: Page): Promise<boolean> {
  await page.evaluate(defineLookOf)
  const looks = await page.evaluate(listLooks)
  return looks.some((look) => !readable.has(look))
}

/** Runs axe, whose source is long: once a page is enough. */
async function analyze(page: Page, withContrast: boolean, runOnly?: string[]): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  const rules = { [contrast]: { enabled: withContrast } }
  const { violations, looks } = await page.evaluate(runAxe, { ...(runOnly ? { runOnly } : { rules }) })
  for (const look of looks) readable.add(look)
  return violations
}

/** Runs in the page. */
async function runAxe(options: axe.RunOptions): Promise<{ violations: string[]; looks: string[] }> {
  const { axe, lookOf } = window as unknown as PageWindow
  const { violations, passes } = await axe.run(document, {
    ...options,
    resultTypes: ['violations', 'passes'],
    elementRef: true,
  })
  const read = passes.find(({ id }) => id === 'color-contrast')?.nodes ?? []
  return {
    violations: violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target }) => `${id}: ${target.join(' ')}`),
    ),
    looks: read.map(({ element }) => lookOf(element!)),
  }
}

interface PageWindow {
  readonly axe: typeof axe
  lookOf(element: Element): string
}

/** Runs in the page: adds what describes all that the contrast of an element's text depends on. */
function defineLookOf(): void {
  const lookOf = (element: Element): string => {
    const { color, fontSize, fontWeight, textShadow } = getComputedStyle(element)
    const layers: string[] = []
    for (let layer: Element | null = element; layer; layer = layer.parentElement) {
      const { backgroundColor, backgroundImage, opacity, filter } = getComputedStyle(layer)
      layers.push(`${backgroundColor} ${backgroundImage} ${opacity} ${filter}`)
    }
    const plain = 'rgba(0, 0, 0, 0) none 1 none'
    return [color, fontSize, fontWeight, textShadow, ...layers.filter((layer) => layer !== plain)].join(', ')
  }
  Object.assign(window, { lookOf })
}

/** Runs in the page: lists the looks of all text in it that can be seen. */
function listLooks(): string[] {
  const { lookOf } = window as unknown as PageWindow
  const elements = new Set<Element>(document.querySelectorAll('input, select, textarea'))
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (texts.nextNode()) {
    const { parentElement, nodeValue } = texts.currentNode
    if (parentElement && nodeValue?.trim()) elements.add(parentElement)
  }
  const isSeen = (element: Element): boolean =>
    element.checkVisibility({ visibilityProperty: true }) && element.getBoundingClientRect().width > 1
  return [...new Set([...elements].filter(isSeen).map(lookOf))]
}
