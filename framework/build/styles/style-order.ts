// Orders stylesheets by the import graph, with the same rule in dev and build.

/** Reads one of Vite's module graphs. */
export interface StyleGraph<Module> {
  /** Tells whether a module is a stylesheet of the page, rather than a text or URL for the importing module. */
  isStylesheet(module: Module): boolean
  /** Lists what a module imports, in source order, with dynamic imports last. */
  importsOf(module: Module): Iterable<Module>
}

/**
 * Lists the stylesheets that modules import for a page, without duplicates.
 *
 * The order is the one in which the modules would run: a stylesheet takes the place of its import, after the stylesheets of
 * earlier imports. That is what Vite does in a single-page application.
 *
 * @param starts The files of a page, outermost first
 */
export function orderStylesheets<Module>(starts: Iterable<Module>, graph: StyleGraph<Module>): Module[] {
  const stylesheets = new Set<Module>()
  const seen = new Set<Module>()
  for (const start of starts) visit(start)
  return [...stylesheets]

  function visit(module: Module): void {
    if (seen.has(module)) return
    seen.add(module)
    for (const imported of graph.importsOf(module)) {
      if (graph.isStylesheet(imported)) stylesheets.add(imported)
      else visit(imported)
    }
  }
}

/** Tells whether the query of a stylesheet's URL or id asks for its text or its URL instead. */
export function isStyleValue(id: string): boolean {
  return /[?&](url|raw|inline|transform-only)\b/.test(id)
}
