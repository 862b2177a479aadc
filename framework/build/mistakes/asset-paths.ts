// Finds URLs that only the dev server answers, or none: files of `public/` with its name, source code, and files beside the code.
import { findAttribute, isElement, readText } from './jsx-elements.ts'
import type { Mistake, ParsedFile } from './source-file.ts'
import { nameOf } from '../parse-tree.ts'

/** Finds `/public/logo.svg`, `<script src="/src/main.ts">`, and `./logo.png` for a file beside the source. */
export function findAssetPaths(file: ParsedFile): Mistake[] {
  return file.tree.nodesOf('JSXOpeningElement').flatMap((element): Mistake[] => {
    if (!isElement(element)) return []
    return ['src', 'href'].flatMap((name): Mistake[] => {
      const attribute = findAttribute(element, name)
      const url = readText(attribute?.value)?.replace(/[?#].*$/, '')
      const message = url === undefined ? undefined : describeUrl(name, url, nameOf(element.name), file)
      return attribute && message !== undefined ? [{ level: 'warning', node: attribute.node, message }] : []
    })
  })
}

function describeUrl(
  name: string,
  url: string,
  tag: string,
  { base, isPublicFile, isBeside }: ParsedFile,
): string | undefined {
  const what = `${name}="${url}" of <${tag}>`
  const [, path] = /^(?:\.{0,2}\/)*public\/(.+)$/.exec(url) ?? []
  if (path !== undefined && isPublicFile(path)) {
    return `${what} has the name of the folder public/, which is not part of URLs. Write ${name}="${base}${path}".`
  }
  if (tag === 'script' && /^[./\w-]+\.(tsx?|jsx)$/.test(url)) {
    return `${what} is source code, which a built site does not send. Write the component in an *.island.tsx file, or import a script with import '${toImport(url)}?browser'.`
  }
  if (tag === 'a' || !/^\.{1,2}\//.test(url) || !isBeside(url)) return undefined
  return `${what} is relative to the URL of the page, and not to this file. Write import file from '${url}' at the top, and ${name}={file}.`
}

/** Makes a path an import: from the root of the project, or relative. */
function toImport(url: string): string {
  return /^[./]/.test(url) ? url : `./${url}`
}
