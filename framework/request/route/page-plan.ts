// Loads the components of a page: the app document, the layouts and the page itself.
import type { ComponentType } from 'preact'
import type { Head } from '../../render/head.ts'
import type { TreeMemo } from '../../render/render-tree.ts'
import type { ManifestFile } from '../pipeline/manifest.ts'
import type { LoadModule } from './module-loader.ts'
import { type ComponentModule, type Handler, type HeadExport, checkDefaultExport } from './route-module.ts'
import type { Folder, RouteTree } from './route-tree.ts'

/** A component of a page, from the outermost layout to the page itself. */
export interface Level {
  readonly file: ManifestFile
  /** The folder of the file. The error file for an error in a layout is above it. */
  readonly folder: string
  readonly component: ComponentType<never>
  readonly loader: Handler | undefined
  readonly head: HeadExport | undefined
}

/** The app document and the levels inside it. */
export interface PagePlan {
  readonly app: Level | undefined
  readonly levels: readonly Level[]
  /** The files whose styles the page needs, outermost first. */
  readonly paths: readonly string[]
  /** How long a part of a streamed page may take, in milliseconds; `undefined` if the page is not streamed. */
  readonly streamDeadline: number | undefined
  readonly memo: PageMemo
}

/** What the first requests for a page find out, kept for later requests. The rest of its plan never changes. */
export interface PageMemo extends TreeMemo {
  /** The tags that its files add to the head, once known. */
  headTags?: string
  /** The hashes of the inlined stylesheets, for the page's policy. */
  styleHashes?: readonly string[]
  /** The merged head, if no part of it is a function. */
  head?: Head
  /** That head as HTML, if it has no scripts, which may need a nonce. */
  headHtml?: string
}

/** What the plans of pages are made from. */
export interface PageSource {
  readonly tree: RouteTree
  readonly load: LoadModule
}

/**
 * Loads the app document and the layouts around a page.
 *
 * @param folders The folders whose layouts it has, outermost first
 * @param streamDeadline For streamed pages, in milliseconds
 */
export async function loadPagePlan(
  { tree, load }: PageSource,
  folders: readonly Folder[],
  page: Level,
  streamDeadline?: number,
): Promise<PagePlan> {
  const withLayout = folders.filter((folder) => folder.layout)
  const [app, ...layouts] = await Promise.all([
    tree.app && loadLevel(tree.app, '', load),
    ...withLayout.map((folder) => loadLevel(folder.layout!, folder.path, load)),
  ])
  const levels = [...layouts, page]
  const paths = [...(app ? [app] : []), ...levels].map((level) => level.file.path)
  return { app, levels, paths, streamDeadline, memo: { isAsync: false } }
}

/**
 * Loads a file that exports a component.
 *
 * @throws Error if it exports none
 */
export async function loadLevel(file: ManifestFile, folder: string, load: LoadModule): Promise<Level> {
  const module = (await load(file)) as ComponentModule
  checkDefaultExport(file, module)
  return { file, folder, component: module.default, loader: module.loader, head: module.head }
}
