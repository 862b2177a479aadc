// Collects the islands of a page: their numbers, their files, and the tags that load them.
import type { Hydration } from '../browser/island-marker.ts'
import { escapeAttribute } from '../http/escape-html.ts'
import type { UsedNumbers } from '../http/page-template.ts'

/** A file for the browser. */
export interface BrowserFile {
  /** The name in markers, which the loader of the page resolves. */
  readonly name: string
  /** The URLs of the file and everything that it imports. */
  readonly urls: readonly string[]
  /** The URLs of stylesheets that the server's files do not import. */
  readonly styles?: readonly string[]
}

/** The files that browsers load for islands. */
export interface BrowserFiles {
  /** The URL of the script that starts islands. */
  readonly start: string
  /** Returns the file of an island. Throws if there is none. */
  findIsland(file: string): BrowserFile
  /** These three prepare props: values that JSON cannot carry, such values with signals, and server-rendered HTML. */
  readonly revive: BrowserFile
  readonly reviveSignals: BrowserFile
  readonly moveSlots: BrowserFile
  /** Waits for the hydration strategies. */
  readonly scheduleHydration: BrowserFile
}

export interface PageIslands {
  /** Returns the number of the next island, starting from 1. */
  next(): number
  /** Returns the number of a signal on this page. */
  numberSignal(signal: object): number
  /** Adds an island to the page. Returns the name of its file. */
  use(file: string, when: Hydration): string
  /** Adds a file that prepares the props of an island. Returns its name. */
  prepareWith(name: 'revive' | 'reviveSignals' | 'moveSlots', when: Hydration): string
  /** Adds the file that waits for the hydration strategies. Returns its name. */
  schedule(): string
  /** Formats the tags for the islands that were added since the last call. */
  formatTags(nonce: string | undefined): string
  /** Returns how many islands and signals are on the page. */
  countUsed(): UsedNumbers
}

/** Tells whether an island hydrates as soon as the page has loaded. */
export function isImmediate(when: Hydration): boolean {
  return when === 'load' || when === 'only'
}

/**
 * Creates the collection of a page's islands.
 *
 * @param used The numbers of a page that loads the script already, for the islands in its personal parts
 * @param isHeadDone Whether the page has sent its head already (default: false)
 */
export function createPageIslands(files: BrowserFiles, used?: UsedNumbers, isHeadDone = false): PageIslands {
  let islands = used?.islands ?? 0
  const signals = new Map<object, number>()
  const known = new Set<string>()
  let isInBody = isHeadDone || used !== undefined
  const scripts = used ? [] : [files.start]
  const preloads: string[] = []
  const styles: string[] = []
  const firstSignal = (used?.signals ?? 0) + 1
  return {
    next: () => ++islands,
    numberSignal(signal) {
      if (!signals.has(signal)) signals.set(signal, firstSignal + signals.size)
      return signals.get(signal)!
    },
    use(file, when) {
      const island = files.findIsland(file)
      for (const url of island.styles ?? []) addOnce(url, styles)
      return preload(island, when)
    },
    prepareWith: (name, when) => preload(files[name], when),
    schedule() {
      // Unlike a preload, a script delays the load event, so that no click on a page that has loaded is lost. But client
      // navigation leaves pages with other scripts in their body to the browser.
      for (const url of files.scheduleHydration.urls) addOnce(url, isInBody ? preloads : scripts)
      return files.scheduleHydration.name
    },
    formatTags(nonce) {
      const nonceAttribute = nonce === undefined ? '' : ` nonce="${escapeAttribute(nonce)}"`
      // The page shows before its islands hydrate, so its stylesheets, fonts and pictures come first.
      const attributes = ` fetchpriority="low"${nonceAttribute}`
      let html = ''
      isInBody = true
      for (const url of scripts.splice(0)) {
        html += `<script type="module" async src="${escapeAttribute(url)}"${attributes}></script>`
      }
      for (const url of preloads.splice(0)) {
        html += `<link rel="modulepreload" href="${escapeAttribute(url)}"${attributes}>`
      }
      for (const url of styles.splice(0)) html += `<link rel="stylesheet" href="${escapeAttribute(url)}">`
      return html
    },
    countUsed: () => ({ islands, signals: firstSignal + signals.size - 1 }),
  }

  function preload({ name, urls }: BrowserFile, when: Hydration): string {
    // Islands that hydrate later are not preloaded.
    if (isImmediate(when)) for (const url of urls) addOnce(url, preloads)
    return name
  }

  function addOnce(url: string, urls: string[]): void {
    if (!known.has(url)) urls.push(url)
    known.add(url)
  }
}
