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
 * The sheets of what a module imports come first, in the order of its imports, and its own come last: so a page has the
 * last word on its components, wherever a formatter puts the imports.
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
    const own: Module[] = []
    for (const imported of graph.importsOf(module)) {
      if (graph.isSheet(imported)) own.push(imported)
      else visit(imported)
    }
    for (const sheet of own) sheets.add(sheet)
  }
}

/** Tells whether the query of a style sheet's URL or id asks for something else: its text, or where it is. */
export function isStyleValue(id: string): boolean {
  return /[?&](url|raw|inline|transform-only)\b/.test(id)
}
