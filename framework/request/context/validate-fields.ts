// Validates the fields of a form, so that each message is the one that the schema has for its field.
import type { StandardSchemaV1 } from '@standard-schema/spec'

/**
 * Validates fields with a schema.
 *
 * A browser does not send radio buttons if none is chosen, nor a file input without a file, and an empty number or
 * date is left out. Valibot describes such a field with a message about keys, whatever message the schema has for the
 * field. So a form that Valibot refuses for that reason is validated again, with `undefined` for what is missing.
 */
export async function validateFields(
  schema: StandardSchemaV1,
  fields: Readonly<Record<string, unknown>>,
): Promise<StandardSchemaV1.Result<unknown>> {
  const { vendor, validate } = schema['~standard']
  const result = await validate(fields)
  if (!result.issues || vendor !== 'valibot') return result
  const missing = result.issues.flatMap((issue) => findMissingField(issue, fields) ?? [])
  if (missing.length === 0) return result
  return validate({ ...fields, ...Object.fromEntries(missing.map((name) => [name, undefined])) })
}

function findMissingField(
  { path = [] }: StandardSchemaV1.Issue,
  fields: Readonly<Record<string, unknown>>,
): string | undefined {
  const [part, ...more] = path
  if (part === undefined || more.length > 0) return undefined
  const name = String(typeof part === 'object' ? part.key : part)
  return Object.hasOwn(fields, name) ? undefined : name
}
