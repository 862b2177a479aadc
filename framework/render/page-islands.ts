// The islands of one page: their numbers, their files, and the tags that make the browser load those.
import type { Hydration } from '../browser/island-marker.ts'
import { escapeAttribute } from './escape.ts'

/** A file for browsers. */
export interface BrowserFile {
  /** As markers name it, for the page's loader. */
  readonly name: string
  /** The URLs of the file and of all that it imports. */
  readonly urls: readonly string[]
  /** The URLs of stylesheets that the server's own files do not bring. */
  readonly styles?: readonly string[]
}

/** What browsers load for islands. */
export interface BrowserFiles {
  /** The URL of the script that starts islands. */
  readonly start: string
  /** Finds the file of an island; throws when there is none. */
  findIsland(file: string): BrowserFile
  /** Prepare props that are no plain JSON, that have signals among them, and that are HTML of the server. */
  readonly revive: BrowserFile
  readonly reviveSignals: BrowserFile
  readonly moveSlots: BrowserFile
}

export interface PageIslands {
  /** Gives the next island's number, from 1. */
  next(): number
  /** Gives a signal its number on this page. */
  numberSignal(signal: object): number
  /** Notes that an island is on the page; gives the name of its file. */
  use(file: string, when: Hydration): string
  /** Notes that the props of an island need preparation; gives the name of the file that does it. */
  prepareWith(name: 'revive' | 'reviveSignals' | 'moveSlots', when: Hydration): string
  /** Writes the tags for the islands so far, those that have not been written before. */
  formatTags(nonce: string | undefined): string
}

/** Starts to collect the islands of a page. */
export function createPageIslands(files: BrowserFiles): PageIslands {
  let islands = 0
  const signals = new Map<object, number>()
  const known = new Set<string>()
  const preloads: string[] = []
  const styles: string[] = []
  let isStarted = false
  return {
    next: () => ++islands,
    numberSignal(signal) {
      if (!signals.has(signal)) signals.set(signal, signals.size + 1)
      return signals.get(signal)!
    },
    use(file, when) {
      const island = files.findIsland(file)
      for (const url of island.styles ?? []) note(url, styles)
      return preload(island, when)
    },
    prepareWith: (name, when) => preload(files[name], when),
    formatTags(nonce) {
      const attribute = nonce === undefined ? '' : ` nonce="${escapeAttribute(nonce)}"`
      let html = isStarted
        ? ''
        : `<script type="module" async src="${escapeAttribute(files.start)}"${attribute}></script>`
      isStarted = true
      for (const url of preloads.splice(0)) {
        html += `<link rel="modulepreload" href="${escapeAttribute(url)}"${attribute}>`
      }
      for (const url of styles.splice(0)) html += `<link rel="stylesheet" href="${escapeAttribute(url)}">`
      return html
    },
  }

  function preload({ name, urls }: BrowserFile, when: Hydration): string {
    // What waits for its time is not fetched before it.
    if (when === 'load' || when === 'only') for (const url of urls) note(url, preloads)
    return name
  }

  function note(url: string, tags: string[]): void {
    if (!known.has(url)) tags.push(url)
    known.add(url)
  }
}
