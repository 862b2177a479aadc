// What a built page loads of a browser entry: the build knows it only after the server's code is written.
import { existsSync, readFileSync } from 'node:fs'
import type { Head, HeadLink } from '../render/head.ts'

/** The files of one entry. */
export interface BrowserEntry {
  /** The URL of the script. */
  readonly src: string
  /** The URLs of the stylesheets that it and its imports need, in order. */
  readonly styles: readonly string[]
  /** The URLs of all scripts that it imports. */
  readonly imports: readonly string[]
}

/** What `dist/server/entries.json` holds: the entries by their file, relative to the project. */
export type BrowserEntryList = Readonly<Record<string, BrowserEntry>>

/**
 * Reads what a page has to load of an entry.
 *
 * @param file The entry's file, relative to the project
 * @param module The URL of the module that asks: in `dist/server`, or in a folder there
 * @throws Error when the build has not met the entry
 */
export function readBrowserEntry(file: string, module: string): BrowserEntry & { readonly head: Head } {
  const entry = readList(module)[file]
  if (!entry) throw new Error(`${file}: this browser entry is not in the build. Build the site again.`)
  const link: HeadLink[] = [
    ...entry.styles.map((href) => ({ rel: 'stylesheet', href })),
    ...entry.imports.map((href) => ({ rel: 'modulepreload', href })),
  ]
  return { ...entry, head: { link, script: [{ type: 'module', src: entry.src }] } }
}

function readList(module: string): BrowserEntryList {
  const file = ['./entries.json', '../entries.json']
    .map((path) => new URL(path, module))
    .find((url) => existsSync(url))
  return file ? (JSON.parse(readFileSync(file, 'utf8')) as BrowserEntryList) : {}
}
