// Formats the URLs of the inspector's pages, and links that open files in the author's editor.
import { type ComponentChildren, type JSX, h } from 'preact'

/** Where the inspector is. */
export interface Place {
  /** The public base path of the site, with a slash at both ends. */
  readonly base: string
}

/**
 * Formats the URL of a page.
 *
 * @param path Such as `/requests`; empty for the first page
 */
export function toUrl({ base }: Place, path: string, query: Readonly<Record<string, string>> = {}): string {
  const search = new URLSearchParams(query).toString()
  return `${base}__vial${path}${search && `?${search}`}`
}

/** The frame that editor links load: their response is empty. */
export const editorFrame = 'vial-editor'

/**
 * Renders the name of a file as a link that opens it.
 *
 * @param children The text of the link (default: the name without `routes/`)
 */
export function fileLink(
  { base }: Place,
  file: string,
  children: ComponentChildren = file.replace(/^routes\//, ''),
): JSX.Element {
  const [path = file] = file.split(' ')
  if (!/\.\w+$/.test(path)) return h('span', null, children)
  const href = `${base}__open-in-editor?file=${encodeURIComponent(path)}`
  return h('a', { href, target: editorFrame, title: `Open ${path} in the editor`, class: 'file' }, children)
}
