// Loads the index of the documentation's search in the browser. Afterwards, the search needs no connection.
import type MiniSearch from 'minisearch'
import { href } from 'vial'
import { type IndexedSection, indexOptions } from './search-docs.ts'

let loading: Promise<MiniSearch<IndexedSection>> | undefined

/**
 * Loads the index once, with the code that reads it.
 *
 * @throws {Error} If one of them cannot be loaded. The next call tries again
 */
export function loadIndex(): Promise<MiniSearch<IndexedSection>> {
  loading ??= load().catch((error) => {
    loading = undefined
    throw error
  })
  return loading
}

async function load(): Promise<MiniSearch<IndexedSection>> {
  const [{ default: MiniSearch }, text] = await Promise.all([import('minisearch'), fetchIndex()])
  return MiniSearch.loadJSON<IndexedSection>(text, indexOptions)
}

async function fetchIndex(): Promise<string> {
  const response = await fetch(href('/docs/search-index.json'))
  if (!response.ok) throw new Error(`The search index could not be loaded: status ${response.status}.`)
  return response.text()
}
