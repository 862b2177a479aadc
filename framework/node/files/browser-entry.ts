// Reads the files of a browser entry at run time: the build writes them after the server's code.
import { existsSync } from 'node:fs'
import type { Head, HeadLink } from '../../render/head.ts'
import { readBuildFile } from '../read-build-file.ts'

/** The files of one entry. */
export interface BrowserEntry {
  /** The URL of the script. */
  readonly src: string
  /** The URLs of the stylesheets that it and its imports need, in order. */
  readonly styles: readonly string[]
  /** The URLs of all scripts that the entry imports. */
  readonly imports: readonly string[]
}

/** The content of `dist/server/entries.json`: entries by their file, relative to the project. */
export type BrowserEntryList = Readonly<Record<string, BrowserEntry>>

/**
 * Reads what a page has to load for an entry.
 *
 * @param file The entry's file, relative to the project
 * @param module The URL of the importing module: in `dist/server`, or in a folder below it
 * @throws Error when the entry is not in the build
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
  return file ? readBuildFile('entries.json', file.href) : {}
}
