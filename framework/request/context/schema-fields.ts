// Reads from the JSON Schema of a Standard Schema which of its fields are lists, numbers, booleans and dates.
import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec'
import type { TextKind } from './convert-text.ts'

/** What a schema says about one field. */
export interface SchemaField {
  /** Whether the field is a list of values. */
  readonly isList: boolean
  /** What the text of the field, or of each value of a list, stands for; `undefined` for text. */
  readonly kind: TextKind | undefined
  /** Whether `null` is accepted too. */
  readonly isNullable: boolean
  readonly isRequired: boolean
  /** Whether the schema has a value for a missing field. */
  readonly hasDefault: boolean
}

/** One of the objects that a schema accepts; most schemas accept one only. */
export interface SchemaVariant {
  readonly fields: ReadonlyMap<string, SchemaField>
  /** The texts that tell this variant from others, such as `kind: 'card'`. */
  readonly tags: ReadonlyMap<string, readonly unknown[]>
}

/**
 * Reads the fields of a schema, once for each schema.
 *
 * @returns Nothing for a schema without Standard JSON Schema, and for one that is not an object
 */
export function readSchemaFields(schema: StandardSchemaV1): readonly SchemaVariant[] {
  let variants = known.get(schema)
  if (!variants) {
    const root = readJsonSchema(schema)
    variants = root ? toVariants(root, root) : []
    known.set(schema, variants)
  }
  return variants
}

const known = new WeakMap<object, readonly SchemaVariant[]>()

type Node = Readonly<Record<string, unknown>>

function readJsonSchema(schema: StandardSchemaV1): Node | undefined {
  const { vendor, jsonSchema } = schema['~standard'] as StandardSchemaV1.Props &
    Partial<StandardJSONSchemaV1.Props>
  const libraryOptions = vendorOptions[vendor]
  try {
    return jsonSchema?.input({ target: 'draft-2020-12', ...(libraryOptions && { libraryOptions }) })
  } catch {
    // The library cannot describe this schema. Its fields are then what the options of ctx.form() say.
    return undefined
  }
}

/** Marks what JSON Schema has no word for: a field that accepts nothing but a `Date`. */
const dateMark = 'x-vial-date'

// Without these options one field that JSON Schema cannot describe, such as a date, hides all others.
const vendorOptions: Readonly<Record<string, Record<string, unknown> | undefined>> = {
  zod: { unrepresentable: 'any', override: markZod },
  valibot: {
    errorMode: 'ignore',
    overrideSchema: ({ valibotSchema }: { valibotSchema: { type?: string } }) =>
      valibotSchema.type === 'date' ? { [dateMark]: true } : undefined,
  },
  arktype: {
    fallback: {
      default: ({ base }: { base: Node }) => base,
      date: ({ base }: { base: Node }) => ({ ...base, [dateMark]: true }),
    },
  },
}

interface ZodDefinition {
  readonly type?: string
  readonly coerce?: boolean
  readonly in?: { readonly _zod: { readonly def: ZodDefinition } }
}

function markZod(node: {
  zodSchema: { _zod: { def: ZodDefinition } }
  jsonSchema: Record<string, unknown>
}): void {
  const { def } = node.zodSchema._zod
  if (def.type === 'date' && !def.coerce) node.jsonSchema[dateMark] = true
  // z.preprocess() is described by what it returns, but it expects the text.
  if (def.type !== 'pipe' || def.in?._zod.def.type !== 'transform') return
  for (const name of Object.keys(node.jsonSchema)) delete node.jsonSchema[name]
}

/** Lists the objects that a node accepts. */
function toVariants(node: Node, root: Node, depth = 0): readonly SchemaVariant[] {
  const { $ref, allOf, properties, required } = node
  if (depth > maxDepth) return []
  if (typeof $ref === 'string') return toVariants(resolve($ref, root), root, depth + 1)
  const own = properties
    ? [toVariant(properties as Record<string, Node>, (required ?? []) as string[], root)]
    : []
  const either = alternativesOf(node).flatMap((part) => toVariants(part, root, depth + 1))
  const parts = ((allOf ?? []) as Node[]).map((part) => toVariants(part, root, depth + 1))
  return [own, either, ...parts].reduce((all, some) => {
    if (all.length === 0 || some.length === 0) return all.length === 0 ? some : all
    return all.flatMap((left) => some.map((right) => merge(left, right))).slice(0, maxVariants)
  })
}

const maxDepth = 20
const maxVariants = 100

function merge(left: SchemaVariant, right: SchemaVariant): SchemaVariant {
  return {
    fields: new Map([...left.fields, ...right.fields]),
    tags: new Map([...left.tags, ...right.tags]),
  }
}

function toVariant(
  properties: Readonly<Record<string, Node>>,
  required: readonly string[],
  root: Node,
): SchemaVariant {
  const fields = new Map<string, SchemaField>()
  const tags = new Map<string, readonly unknown[]>()
  for (const [name, node] of Object.entries(properties)) {
    const { types, items } = describe(node, root)
    const isNullable = types.delete('null')
    const [type] = types.size === 1 ? types : []
    fields.set(name, {
      isList: type === 'array',
      kind: toKind(type === 'array' ? itemTypeOf(items, root) : type),
      isNullable,
      isRequired: required.includes(name),
      hasDefault: Object.hasOwn(node, 'default'),
    })
    const values = Object.hasOwn(node, 'const') ? [node.const] : node.enum
    if (Array.isArray(values)) tags.set(name, values)
  }
  return { fields, tags }
}

function toKind(type: string | undefined): TextKind | undefined {
  return type === 'number' || type === 'boolean' || type === 'date' ? type : undefined
}

function itemTypeOf(items: Node | undefined, root: Node): string | undefined {
  const { types } = items ? describe(items, root) : { types: new Set<string>() }
  return types.size === 1 ? [...types][0] : undefined
}

interface NodeTypes {
  /** The types that the node accepts; `any` if it may accept text, or others that it does not name. */
  readonly types: Set<string>
  /** What the values of a list are. */
  readonly items: Node | undefined
}

function describe(node: Node, root: Node, depth = 0): NodeTypes {
  const { $ref, type, allOf } = node
  const items = isNode(node.items) ? node.items : undefined
  if (depth > maxDepth) return { types: new Set(['any']), items: undefined }
  if (typeof $ref === 'string') return describe(resolve($ref, root), root, depth + 1)
  if (node[dateMark]) return { types: new Set(['date']), items: undefined }
  if (typeof type === 'string' || Array.isArray(type)) {
    const names = [type].flat().map((name) => (name === 'integer' ? 'number' : String(name)))
    return { types: new Set(names), items }
  }
  const values = Object.hasOwn(node, 'const') ? [node.const] : node.enum
  if (Array.isArray(values)) return { types: new Set(values.map(typeOf)), items: undefined }
  const either: NodeTypes[] = alternativesOf(node).map((part) => describe(part, root, depth + 1))
  if (either.length > 0) {
    const lists = either.flatMap((part): Node[] => (part.items ? [part.items] : []))
    return {
      types: new Set(either.flatMap(({ types }) => [...types])),
      items: lists.length === 1 ? lists[0] : undefined,
    }
  }
  const parts = Array.isArray(allOf) ? (allOf as Node[]).map((part) => describe(part, root, depth + 1)) : []
  return parts.find(({ types }) => !types.has('any')) ?? { types: new Set(['any']), items: undefined }
}

function alternativesOf({ anyOf, oneOf }: Node): Node[] {
  return [anyOf, oneOf].flatMap((parts) => (Array.isArray(parts) ? (parts as Node[]) : []))
}

function typeOf(value: unknown): string {
  return value === null ? 'null' : typeof value
}

/** Finds the node that a reference inside the document points to: `#` or `#/$defs/Name` (RFC 6901). */
function resolve(reference: string, root: Node): Node {
  let node: unknown = root
  for (const part of reference.split('/').slice(1)) {
    const name = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')
    node = isNode(node) && Object.hasOwn(node, name) ? node[name] : undefined
  }
  return isNode(node) ? node : {}
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
