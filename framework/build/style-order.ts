// The order of stylesheets, from who imports whom: the same rule for dev and build.

/** How to read one of Vite's graphs of modules. */
export interface StyleGraph<Module> {
  /** Tells whether a module is a stylesheet of the page, and not a text or URL for the module that asked. */
  isStylesheet(module: Module): boolean
  /** Lists what a module imports, in the order of the source; what it imports dynamically comes last. */
  importsOf(module: Module): Iterable<Module>
}

/**
 * Lists the stylesheets that some modules bring to a page, each once.
 *
 * In the order in which the modules would run: a stylesheet stands where its import stands, after the stylesheets of the imports
 * above it. That is what Vite does in a single-page application.
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

/** Tells whether the query of a stylesheet's URL or id asks for something else: its text, or where it is. */
export function isStyleValue(id: string): boolean {
  return /[?&](url|raw|inline|transform-only)\b/.test(id)
}
