// The order of style sheets, from who imports whom: the same rule for dev and build.

/** How to read one of Vite's graphs of modules. */
export interface StyleGraph<Module> {
  /** Tells whether a module is a sheet of the page, and not a text or URL for the module that asked. */
  isSheet(module: Module): boolean
  /** Lists what a module imports, in the order of the source; what it imports dynamically comes last. */
  importsOf(module: Module): Iterable<Module>
}

/**
 * Lists the sheets that some modules bring to a page, each once.
 *
 * In the order in which the modules would run: a sheet stands where its import stands, after the sheets of the imports
 * above it. That is what Vite does in a single-page application.
 *
 * @param starts The files of a page, outermost first
 */
export function orderSheets<Module>(starts: Iterable<Module>, graph: StyleGraph<Module>): Module[] {
  const sheets = new Set<Module>()
  const seen = new Set<Module>()
  for (const start of starts) visit(start)
  return [...sheets]

  function visit(module: Module): void {
    if (seen.has(module)) return
    seen.add(module)
    for (const imported of graph.importsOf(module)) {
      if (graph.isSheet(imported)) sheets.add(imported)
      else visit(imported)
    }
  }
}

/** Tells whether the query of a style sheet's URL or id asks for something else: its text, or where it is. */
export function isStyleValue(id: string): boolean {
  return /[?&](url|raw|inline|transform-only)\b/.test(id)
}
