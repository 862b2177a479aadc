// Tells which other runtime runs this process: it has the modules of Node.js, but not what they do inside.

/** Finds the name of a runtime that is not Node.js itself. */
export function findOtherRuntime(): 'Bun' | 'Deno' | undefined {
  return (['Bun', 'Deno'] as const).find((name) => name in globalThis)
}
