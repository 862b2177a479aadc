// Declares what the source checks know about a file, and what they find.
import type { RouteFileKind } from '../../routing/route-file.ts'
import type { ModuleExports } from '../routes/route-exports.ts'
import type { Node, SyntaxTree } from '../parse-tree.ts'

/** What is known about a source file besides its code. */
export interface SourceFile {
  /** What it is for; `module` is a file outside `routes/`. */
  readonly kind: RouteFileKind | 'module'
  /** Its path below `routes/`; `undefined` outside. */
  readonly routePath: string | undefined
  /** Whether React compiles or replaces the JSX of this file. */
  readonly isReact: boolean
  /** What `import 'react'` leads to: the package, another one that an alias names, or nothing. */
  readonly react: 'installed' | 'replaced' | 'missing'
  /** Tells whether a package cannot do without React. */
  needsReact(name: string): boolean
  /** The base path of the site, with a slash at both ends. */
  readonly base: string
  /** How the names of variables begin that Vite puts into code, such as `VITE_`. */
  readonly publicPrefixes: readonly string[]
  /** Tells whether the configuration of the site puts another variable into code. */
  isPublicName(name: string): boolean
  /** Tells whether there is a file in `public/`. */
  isPublicFile(path: string): boolean
  /** Tells whether there is a file at a path relative to this one. */
  isBeside(path: string): boolean
  /** Reads the source file that a relative import leads to; `undefined` if there is none. */
  readImport(path: string): string | undefined
  /** Tells whether the site answers a path that lacks the base; asked only if there is a base. */
  isOwnPath(path: string): boolean
  /** Finds the route without parameters that answers a path below the base. */
  findRoute(path: string): TargetRoute | undefined
}

/** A route that a form is sent to. */
export interface TargetRoute {
  /** Below `routes/` */
  readonly path: string
  /** Whether it may answer a method, as far as its source shows it. */
  mayAnswer(method: 'GET' | 'POST'): boolean
}

/** A source file, parsed. */
export interface ParsedFile extends SourceFile {
  readonly tree: SyntaxTree
  readonly moduleExports: ModuleExports
  /** The names that it exports, and the nodes that they stand for, if they are in this file. */
  readonly exports: ReadonlyMap<string, Node | undefined>
}

/** Something that an author probably got wrong. */
export interface Mistake {
  /** An `error` ends the build. */
  readonly level: 'error' | 'warning'
  readonly node: Node
  /** What is wrong, and what to do. */
  readonly message: string
  /** Whether it is right if an island uses the file too. */
  readonly isFineInBrowser?: boolean
  /** Whether it is right unless an island uses the file too. */
  readonly isFineOnServer?: boolean
  /** The element in which a request would show the same mistake. */
  readonly element?: Node
}
