// The virtual modules of docs-plugin.ts.
declare module 'virtual:docs' {
  import type { PageHeading } from './heading-ids.ts'

  /** The headings of each page, by its path without a base. */
  export const headings: Readonly<Record<string, readonly PageHeading[]>>
  /** The address of each page's source, by its path without a base. Empty while package.json names no repository. */
  export const sourceUrls: Readonly<Record<string, string>>
  /** The version of the package. */
  export const version: string
}

declare module 'virtual:docs-search' {
  /** The index of the search as JSON. */
  export const indexText: string
}

declare module 'virtual:docs-markdown' {
  /** The pages as Markdown, by their paths without a base. */
  export const markdown: Readonly<Record<string, string>>
}
