// Walks a syntax tree, as Rolldown parses it.

/** A node of a syntax tree, as Rolldown parses it. */
export interface SyntaxNode {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [key: string]: unknown
}

/** Calls a function for each node, with the nodes around it, innermost first. */
export function visit(
  node: SyntaxNode,
  parents: readonly SyntaxNode[],
  see: (node: SyntaxNode, parents: readonly SyntaxNode[]) => void,
): void {
  see(node, parents)
  const inside = [node, ...parents]
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) visit(child, inside, see)
  }
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && typeof (value as SyntaxNode).type === 'string'
}

/** Tells whether a node is a property of `import.meta`. */
export function isOfModule({ type, object, property }: SyntaxNode, name: string): boolean {
  return (
    type === 'MemberExpression' &&
    (object as SyntaxNode).type === 'MetaProperty' &&
    (property as SyntaxNode).name === name
  )
}

/** Reads a text that is known at build time, or the start of a template. */
export function readText(node: SyntaxNode): { name: string | undefined; start: string } | undefined {
  if (node.type === 'Literal' && typeof node.value === 'string')
    return { name: node.value, start: node.value }
  if (node.type !== 'TemplateLiteral') return undefined
  const [first] = node.quasis as { value: { cooked: string } }[]
  const start = first?.value.cooked ?? ''
  return { name: (node.expressions as unknown[]).length === 0 ? start : undefined, start }
}
