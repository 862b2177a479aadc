// Gives the headings of a page their ids. An id depends on the text of its heading only, so links to it stay valid.
import GithubSlugger from 'github-slugger'
import type { Heading, Root } from 'mdast'
import { toString as toText } from 'mdast-util-to-string'

/** A heading of the table of contents. */
export interface PageHeading {
  id: string
  text: string
  depth: number
}

declare module 'mdast' {
  interface HeadingData {
    /** The attributes of the element. */
    hProperties?: { id?: string }
  }
}

/** A remark plugin: adds an id to every heading that has none: the slug of its text, as on GitHub. */
export function addHeadingIds(tree: Root): void {
  const slugger = new GithubSlugger()
  for (const heading of findHeadings(tree)) {
    heading.data ??= {}
    heading.data.hProperties ??= {}
    heading.data.hProperties.id ??= slugger.slug(toText(heading))
  }
}

/** Lists the headings of a page for its table of contents. */
export function listHeadings(tree: Root): PageHeading[] {
  return findHeadings(tree)
    .filter(({ depth }) => depth === 2 || depth === 3)
    .map((heading) => ({ id: headingId(heading), text: toText(heading), depth: heading.depth }))
}

/** Returns the id that {@link addHeadingIds} has added. */
export function headingId(heading: Heading): string {
  return heading.data?.hProperties?.id ?? ''
}

function findHeadings(tree: Root): Heading[] {
  return tree.children.filter((node) => node.type === 'heading')
}
